import { readdir } from 'node:fs/promises'
import type { CopyResult } from '@mlferry/cli-kit'
import {
  dumpServer,
  fillSampleModels,
  loadModels,
  type MlflowServer,
  startMlflowServer,
  startProxy,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const scorer = 'credit scorer'
/** The newest MLflow refuses the source of 8, a folder that belongs to no run. */
const numbers = [1, 3, 4, 6, 7, 9, 10, 12]

let dir: TempDir
let source: MlflowServer
let target: MlflowServer

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer()
  target = await startMlflowServer()
  await fillSampleModels(source)
})

afterAll(async () => {
  await source?.close()
  await target?.close()
  await dir?.[Symbol.asyncDispose]()
})

test('one model goes through a directory with its runs, and comes once', async () => {
  await mlferry(['export-model', '--from', source.url, '--model', scorer, '--output-dir', 'one'])
  await using proxy = await startProxy(target.url)
  const importModel = ['import-model', '--to', proxy.url, '--input-dir', 'one']

  await mlferry(importModel)

  expect(await versionsOf(scorer)).toEqual(numbers)
  const { registeredModels = [] } = await dumpServer(target, { artifacts: 'none' })
  expect(registeredModels.map(({ name }) => name)).toEqual([scorer])
  expect(await loadModels(target, { names: [scorer] })).toEqual(await loadModels(source, { names: [scorer] }))
  proxy.reset()
  await mlferry(importModel)
  expect(proxy.writes()).toEqual([])
})

test('under another name, with all runs in one experiment; deleted there first where a flag says so', async () => {
  const importModel = ['import-model', '--to', target.url, '--input-dir', 'one', '--model', 'renamed']
  const into = [...importModel, '--experiment-name', 'all in one']
  await mlferry(into)
  await mlferry(into)
  expect(await versionsOf('renamed')).toEqual(numbers)

  const { modelVersions = [], runs } = await dumpServer(target, { artifacts: 'none' })
  const experiments = new Map(runs.map(({ id, experiment }) => [id, experiment]))
  const used = modelVersions.filter(({ name, run }) => name === 'renamed' && run !== '')
  expect(new Set(used.map(({ run }) => experiments.get(run)))).toEqual(new Set(['all in one']))

  const before = await createdAt(scorer)
  const planned = await mlferry([...into, '--delete-model', '--dry-run'])
  expect(planned.stderr).toContain("To be deleted at the target: registered model 'renamed' with versions 1, 3")
  expect(planned.result.kinds.modelVersion).toMatchObject({ created: numbers.length })
  const { stderr, result } = await mlferry([...into, '--delete-model', 'true'])
  expect(stderr).toContain(
    `To be deleted at the target: registered model 'renamed' with versions ${numbers.join(', ')}.`,
  )
  expect(result.kinds.modelVersion).toMatchObject({ created: numbers.length })
  expect(await versionsOf('renamed')).toEqual(numbers)
  expect(await createdAt(scorer)).toEqual(before)
})

test('just the versions that are asked for', async () => {
  await mlferry(['export-model', '--from', source.url, '--model', scorer, '--versions', '3,9', '--output-dir', 'two'])
  await mlferry(['import-model', '--to', target.url, '--input-dir', 'two', '--model', 'two'])
  await mlferry(['copy-model', ...ends(), '--model', scorer, '--stages', 'staging', '--dst-model', 'staged'])
  const missing = await runMlferry(
    ['export-model', '--from', source.url, '--model', scorer, '--versions', '2', '--output-dir', 'none'],
    { cwd: dir.path },
  )

  expect(await versionsOf('two')).toEqual([3, 9])
  expect(await versionsOf('staged')).toEqual([4, 6])
  expect(missing).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("named 'version 2'") })
})

test('one version goes under its number; its alias only where a flag says so', async () => {
  const exporting = ['export-model-version', '--from', source.url, '--model', scorer, '--version', '3']
  await mlferry([...exporting, '--output-dir', 'version'])
  const importing = ['import-model-version', '--to', target.url, '--input-dir', 'version', '--create-model', 'true']

  await mlferry([...importing, '--model', 'plain', '--experiment-name', 'versions'])
  await mlferry([...importing, '--model', 'named', '--import-stages-and-aliases', 'true'])
  const lineage = ['--copy-lineage-tags', 'true', '--copy-stages-and-aliases', 'true']
  await mlferry([
    'copy-model-version',
    ...ends('registry-uri'),
    '--src-model',
    scorer,
    '--src-version',
    '3',
    '--dst-model',
    'copied',
    ...lineage,
  ])

  expect(await readdir(dir.file('version'))).toEqual(expect.arrayContaining(['model.json', 'version.json', 'run']))
  const { registeredModels = [], modelVersions = [] } = await dumpServer(target, { artifacts: 'none' })
  const aliases = (name: string) => Object.keys(registeredModels.find((model) => model.name === name)?.aliases ?? {})
  expect(aliases('plain')).toEqual([])
  expect(aliases('named')).toEqual(expect.arrayContaining(['champion']))
  expect(aliases('copied')).toEqual(aliases('named'))
  const found = ['plain', 'named', 'copied'].map((name) => modelVersions.filter((version) => version.name === name))
  expect(found.map(([version]) => [version?.version, version?.stage])).toEqual([
    [3, 'None'],
    [3, 'Production'],
    [3, 'Production'],
  ])
  expect(found[2]?.[0]?.tags).toMatchObject({
    'mlflow_exim.src_version.name': scorer,
    'mlflow_exim.src_client.tracking_uri': source.url,
  })
})

test('logged models go with the runs that made them', async () => {
  await using other = await startMlflowServer()
  const { loggedModels = [] } = await dumpServer(source, { artifacts: 'none' })
  const made = loggedModels.find(({ name, run, metrics }) => name === 'scorer' && run !== '' && metrics.length > 0)

  await mlferry(['export-logged-models', '--from', source.url, '--experiment-ids', 'all', '--output-dir', 'logged'])
  await mlferry(['import-logged-models', '--to', other.url, '--input-dir', 'logged'])
  await mlferry(['export-logged-model', '--from', source.url, '--model-id', String(made?.id), '--output-dir', 'model'])
  await mlferry(['import-logged-model', '--to', other.url, '--input-dir', 'model', '--experiment-name', 'one model'])

  const arrived = (await dumpServer(other, { artifacts: 'none' })).loggedModels ?? []
  const inOne = arrived.filter(({ experiment }) => experiment === 'one model')
  // The runs that measured it read another model, which comes along.
  const read = loggedModels.find(({ name, run }) => name === 'scorer' && run === '')
  expect(arrived).toHaveLength(loggedModels.length + 2)
  expect(inOne.map(({ name, metrics }) => [name, metrics.length]).sort()).toEqual(
    [made, read].map((model) => [model?.name, model?.metrics.length]).sort(),
  )
  expect(await readdir(dir.file('model'))).toEqual(expect.arrayContaining(['logged_model.json', 'artifacts']))
  expect(await readdir(dir.file('logged'))).toEqual(expect.arrayContaining(['logged_models.json', made?.id]))
})

test('a version whose logged model is left out names it, and what brings it', async () => {
  await using other = await startMlflowServer()
  const ways = [
    ['copy-model', '--src-mlflow-uri', source.url, '--model', scorer, '--dst-model', 'copied'],
    ['import-model', '--input-dir', 'one', '--model', 'imported'],
  ]
  for (const [command = '', ...options] of ways) {
    const argv = [command, ...options, '--to', other.url, '--exclude-kinds', 'logged-models', '--json']
    const { exitCode, stdout } = await runMlferry(argv, { cwd: dir.path })

    expect(exitCode).toBe(3)
    const { objects }: CopyResult = JSON.parse(stdout)
    const [first] = objects.filter(({ ref }) => ref.id.endsWith('/1'))
    expect(first).toMatchObject({
      outcome: 'degraded',
      problems: [
        {
          code: 'ERR_FILES_ELSEWHERE',
          message: expect.stringMatching(
            /^Its files are those of the logged model m-\w+, which is not part of the selection/,
          ),
          hint: expect.stringContaining('--exclude-kinds'),
        },
      ],
    })
  }
})

function ends(what: 'mlflow-uri' | 'registry-uri' = 'mlflow-uri'): string[] {
  return [`--src-${what}`, source.url, `--dst-${what}`, target.url]
}

async function mlferry(argv: readonly string[]): Promise<{ result: CopyResult; stderr: string }> {
  const { exitCode, stdout, stderr } = await runMlferry([...argv, '--json'], { cwd: dir.path })
  expect(exitCode, stdout + stderr).toBe(0)
  return { result: JSON.parse(stdout), stderr }
}

async function versionsOf(name: string): Promise<number[]> {
  const { modelVersions = [] } = await dumpServer(target, { artifacts: 'none' })
  return modelVersions
    .filter((version) => version.name === name)
    .map(({ version }) => version)
    .sort((a, b) => a - b)
}

async function createdAt(name: string): Promise<unknown> {
  const answer = await fetch(`${target.url}/api/2.0/mlflow/registered-models/get?name=${encodeURIComponent(name)}`)
  const { registered_model: model } = (await answer.json()) as { registered_model: { creation_timestamp: number } }
  return model.creation_timestamp
}
