import { createHash } from 'node:crypto'
import { cp, glob, readdir, readFile, rename } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CopyResult } from '@mlferry/cli-kit'
import {
  dumpServer,
  fillSampleData,
  loadModels,
  type MlflowServer,
  type RunDump,
  runPythonTool,
  startMlflowServer,
  startProxy,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const fixture = fileURLToPath(new URL('../../../packages/format/fixtures/python-tool', import.meta.url))

let dir: TempDir
let target: MlflowServer

beforeAll(async () => {
  dir = await tempDir()
  target = await startMlflowServer()
})

afterAll(async () => {
  await target?.close()
  await dir?.[Symbol.asyncDispose]()
})

test('an export of the Python tool arrives with exact times, users, points and nesting; again changes nothing', async () => {
  await cp(fixture, dir.file('theirs'), { recursive: true })
  const written = await readRuns(dir.file('theirs'))
  await using proxy = await startProxy(target.url)
  // Its tool says that it could not take one of three models.
  const importAll = () => mlferry(['import-all', '--input-dir', 'theirs', '--to', proxy.url], 3)

  await importAll()

  const { runs } = await dumpServer(target)
  expect(runs).toHaveLength(16)
  const arrived = new Map(runs.map((run) => [run.tags['mlferry.source.id'], run]))
  for (const run of written) {
    const copy = arrived.get(run.id)
    const parent = run.tags['mlflow.parentRunId']
    const tags = parent === undefined ? run.tags : { ...run.tags, 'mlflow.parentRunId': arrived.get(parent)?.id }
    expect(copy && plain(copy)).toEqual({ ...run, id: copy?.id, tags })
  }
  proxy.reset()
  expect(await importAll()).toMatchObject({ kinds: { run: { unchanged: 16, created: 0, updated: 0 } } })
  expect(proxy.writes()).toEqual([])
})

test('its registered models keep numbers and aliases and load; its logged models are there once each', async () => {
  const { modelVersions = [], registeredModels = [], loggedModels = [] } = await dumpServer(target)
  const ids = new Map(loggedModels.map(({ id, tags }) => [tags['mlferry.source.id'], id]))
  const sources = [
    'm-a16d387238c4412687967938aa42837a',
    'm-41cd0cc604e24a03bf9b9dc8038d5f15',
    'm-13c0003dbd1e4c9985fcc25cca96735f',
  ]

  expect(registeredModels.find(({ name }) => name === 'credit.scorer')?.aliases).toEqual({
    champion: '3',
    challenger: '4',
  })
  const inOrder = modelVersions.toSorted((one, other) => one.version - other.version)
  expect(inOrder.map(({ name, version, source }) => ({ name, version, source }))).toEqual(
    [1, 3, 4].map((version, at) => ({ name: 'credit.scorer', version, source: `models:/${ids.get(sources[at])}` })),
  )
  expect(loggedModels).toHaveLength(6)
  expect(ids.size).toBe(6)
  for (const [at, version] of [1, 3, 4].entries()) {
    const { tags } = loggedModels.find(({ id }) => id === ids.get(sources[at])) ?? {}
    expect(JSON.parse(tags?.['mlflow.modelVersions'] ?? '')).toEqual([{ name: 'credit.scorer', version }])
  }

  const folders = sources.map((id) => join(fixture, 'experiments/1/logged_models', id, 'artifacts'))
  const loaded = await loadModels(target, { input: [[0.5], [3]], array: true, folders })
  const [one, three, four] = folders.map((folder) => loaded[folder])
  expect(loaded).toMatchObject({
    'credit.scorer/1': one,
    'credit.scorer/3': three,
    'credit.scorer@champion': three,
    'credit.scorer/4': four,
    'credit.scorer@challenger': four,
  })
  expect(four).toEqual([expect.any(Number), expect.any(Number)])
})

// Its environment is an installation of its own, so this is part of test:matrix.
const all = process.env.MLFERRY_TEST_VERSIONS === 'all'

describe.runIf(all)('the Python tool imports an export of ours: params, tags, points and artifacts are equal', () => {
  let source: RunDump[]

  beforeAll(async () => {
    await using server = await startMlflowServer()
    await fillSampleData(server)
    // Without deleted runs: on one of these its importer gives up the experiment.
    await mlferry(['export', 'all', '--from', server.url, '--output-dir', 'ours'])
    const { runs } = await dumpServer(server)
    source = runs.filter(({ lifecycle }) => lifecycle === 'active')
  })

  test('its last release: a run as it stands, everything once the runs are beside experiment.json, where it looks', async () => {
    await using server = await startMlflowServer()
    const hard = source.find(({ name }) => name === 'hard values')
    const [folder] = await Array.fromAsync(glob(`ours/experiments/*/runs/${hard?.id}`, { cwd: dir.path }))
    await cp(dir.file('ours'), dir.file('older'), { recursive: true })
    for await (const runs of glob('older/experiments/*/runs', { cwd: dir.path })) {
      for (const run of await readdir(dir.file(runs))) await rename(dir.file(runs, run), dir.file(runs, '..', run))
    }

    const one = ['--input-dir', dir.file(String(folder)), '--experiment-name', 'one run']
    await runPythonTool('import-run', one, { server })
    await runPythonTool('import-experiments', ['--input-dir', dir.file('older/experiments')], { server })

    const { runs } = await dumpServer(server)
    expect(runs.filter(({ experiment }) => experiment === 'one run').map(kept)).toEqual(hard && [kept(hard)])
    expectArrived(runs, source)
  })

  const { MLFERRY_TEST_PYTHON_TOOL: bin } = process.env
  test.skipIf(!bin)('the version whose commands are in MLFERRY_TEST_PYTHON_TOOL: everything as it stands', async () => {
    await using server = await startMlflowServer()

    await runPythonTool('import-experiments', ['--input-dir', dir.file('ours/experiments')], { server, bin })

    expectArrived((await dumpServer(server)).runs, source)
  })
})

/** Found by their names, for the tool keeps no ids and no times. */
function expectArrived(arrived: readonly RunDump[], source: readonly RunDump[]): void {
  const byName = Map.groupBy(arrived, (run) => `${run.experiment} / ${run.tags['mlflow.runName']}`)
  for (const [name, runs] of Map.groupBy(source, (run) => `${run.experiment} / ${run.name}`)) {
    expect({ name, runs: byName.get(name)?.map(kept) }).toEqual({ name, runs: runs.map(kept) })
  }
}

/** What the Python tool keeps of a run. */
function kept({ params, metrics, tags, artifacts }: RunDump) {
  // It sets these itself, to its own user and to the parents that it knows.
  const { 'mlflow.user': _user, 'mlflow.parentRunId': _parent, 'mlflow.rootRunId': _root, ...otherTags } = tags
  // It writes MLmodel files anew, and MLflow's own client cuts names at a question mark.
  const files = Object.entries(artifacts).filter(([path]) => !/(^|\/)MLmodel$|^question/.test(path))
  return { params, metrics, tags: otherTags, artifacts: Object.fromEntries(files) }
}

async function mlferry(argv: readonly string[], expected = 0): Promise<CopyResult> {
  const { exitCode, stdout, stderr } = await runMlferry([...argv, '--json'], { cwd: dir.path })
  expect(exitCode, stdout + stderr).toBe(expected)
  return JSON.parse(stdout)
}

type PlainRun = ReturnType<typeof plain>

/** A run in the words of a dump, as far as a run.json tells of it. */
function plain(run: RunDump) {
  const { id, experiment, name, status, startTime, endTime, user, lifecycle } = run
  const { params, tags, metrics, inputs, artifacts } = run
  const own = Object.entries(tags).filter(([key]) => !key.startsWith('mlferry.'))
  return {
    ...{ id, experiment, name, status, startTime, endTime, user, lifecycle, params },
    tags: Object.fromEntries(own),
    metrics: mapValues(metrics, (points) => points.map(canonical).sort()),
    inputs: inputs.length,
    artifacts: mapValues(artifacts, (file) => file.replace(/^.*sha256 /, '')),
  }
}

/** All runs of an export, read without any code of mlferry. */
async function readRuns(folder: string): Promise<PlainRun[]> {
  const { experiments } = (await readPlainJson(join(folder, 'experiments/experiments.json'))).mlflow
  const names = new Map(experiments.map(({ id, name }: { id: string; name: string }) => [id, name]))
  const files = await Array.fromAsync(glob(join(folder, 'experiments/*/runs/*/run.json')))
  return Promise.all(
    files.map(async (file) => {
      const { info, params, tags, metrics, inputs } = (await readPlainJson(file)).mlflow
      return {
        id: info.run_id,
        experiment: String(names.get(info.experiment_id)),
        name: info.run_name,
        status: info.status,
        startTime: String(info.start_time),
        endTime: info.end_time === null ? 'None' : String(info.end_time),
        user: info.user_id,
        lifecycle: info.lifecycle_stage,
        params,
        tags,
        metrics: mapValues(metrics as Record<string, PlainPoint[]>, (points) =>
          points.map(({ step, timestamp, value }) => canonical(`step ${step} at ${timestamp}: ${value}`)).sort(),
        ),
        inputs: inputs.dataset_inputs.length,
        artifacts: await checksums(join(dirname(file), 'artifacts')),
      }
    }),
  )
}

interface PlainPoint {
  readonly step: string
  readonly timestamp: string
  readonly value: string
}

/** The numbers of points as text: no JavaScript number holds them all. */
async function readPlainJson(file: string) {
  const text = await readFile(file, 'utf8')
  return JSON.parse(text.replace(/("(?:value|timestamp|step)": )(-?[\w.+-]+)/g, '$1"$2"'))
}

/** One text for one value, however Python or JSON write it. */
function canonical(point: string): string {
  const [, place, text = ''] = /^(.*): (.*)$/.exec(point) ?? []
  const value = Number(text.replace(/inf$/, 'Infinity'))
  return `${place}: ${Object.is(value, -0) ? '-0' : value}`
}

async function checksums(folder: string): Promise<Record<string, string>> {
  const sums: Record<string, string> = {}
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    const file = join(entry.parentPath, entry.name)
    sums[relative(folder, file)] = createHash('sha256')
      .update(await readFile(file))
      .digest('hex')
  }
  return sums
}

function mapValues<From, To>(values: Readonly<Record<string, From>>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]))
}
