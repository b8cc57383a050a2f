import type { CopyResult } from '@mlferry/cli-kit'
import {
  answer,
  dumpServer,
  type MlflowServer,
  postToServer,
  type SagemakerStandIn,
  startAppStandIn,
  startMlflowServer,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'

const active = 'sagemakerlifecycle-production-active'
const arn = 'arn:aws:sagemaker:eu-west-1:1:model-package/scorer/1'
const long = { tag: 'é'.repeat(100_000), description: 'd'.repeat(6000), name: 'n'.repeat(300) }

let dir: TempDir
let source: MlflowServer
let app: SagemakerStandIn

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer()
  app = await startAppStandIn()
  const experiment = await post('experiments/create', { name: 'texts', tags: [{ key: 'note', value: 'a\0b' }] })
  const { experiment_id } = experiment
  const tags = [{ key: 'team', value: 'nul \0 here' }]
  const { run } = await post('runs/create', { experiment_id, run_name: long.name, start_time: 1, tags })
  await post('runs/log-batch', { run_id: run.info.run_id, params: [{ key: 'depth', value: '\0' }] })
  await post('runs/update', { run_id: run.info.run_id, status: 'FINISHED', end_time: 2 })
  const marks = [{ key: 'sagemaker.model_package_arn', value: arn }]
  for (const name of ['first', 'second']) {
    const description = name === 'first' ? long.description : ''
    await post('registered-models/create', { name, description, tags: [{ key: 'long', value: long.tag }, ...marks] })
    const folder = `${run.info.artifact_uri}/model`
    for (const version of ['1', '2']) {
      const tag = { key: 'long', value: long.tag }
      await post('model-versions/create', { name, source: folder, run_id: run.info.run_id, tags: [tag, ...marks] })
      await post('registered-models/alias', { name, version, alias: `of-${version}` })
    }
  }
  await post('registered-models/alias', { name: 'first', version: '1', alias: active })
  await job(['export-all', '--output-dir', 'out'], { MLFLOW_TRACKING_URI: source.url })
})

afterAll(async () => {
  for (const each of [app, source, dir]) await each?.[Symbol.asyncDispose]()
})

test('text that the service refuses is cut or replaced, named, and kept in full', async () => {
  // Whoever may not move model packages is refused the alias that does it.
  const movesPackage = { match: { method: 'POST', path: /registered-models\/alias$/ }, skip: 4, action: answer(403) }
  app.proxy.rule(movesPackage)

  const imported = await importAll()

  expect(imported.exitCode).toBe(3)
  expect(imported.objects.every(({ outcome }) => outcome === 'degraded')).toBe(true)
  const titles = ['texts', long.name, 'first', 'second']
  expect(new Set(imported.objects.map(({ title }) => title))).toEqual(new Set(titles))
  const [experiment, run, first, second] = titles.map((name) => imported.objects.find(({ title }) => title === name))
  expect(await keptOf(experiment)).toEqual({ tags: { note: { as: 'note', value: 'a\0b' } } })
  expect(await keptOf(run)).toEqual({
    name: { value: long.name },
    params: { depth: { as: 'depth', value: '\0' } },
    tags: { team: { as: 'team', value: 'nul \0 here' } },
  })
  const tags = { long: { as: 'long', value: long.tag } }
  expect(await keptOf(first)).toEqual({ description: { value: long.description }, tags })
  expect(await keptOf(second)).toEqual({ tags })
})

test('the rest of it is there, without the tag that only the source can mean', async () => {
  const { experiments, runs, registeredModels, modelVersions = [] } = await dumpServer(app)

  expect(experiments.find(({ name }) => name === 'texts')?.tags.note).toBe('a\uFFFDb')
  expect(runs).toMatchObject([
    { name: long.name.slice(0, 250), params: { depth: '\uFFFD' }, tags: { team: 'nul \uFFFD here' } },
  ])
  expect(registeredModels).toMatchObject([
    { name: 'first', description: long.description.slice(0, 5000), aliases: { 'of-1': '1', 'of-2': '2' } },
    { name: 'second', description: '', aliases: { 'of-1': '1', 'of-2': '2' } },
  ])
  for (const { tags } of registeredModels ?? []) expect(tags.long).toBe(long.tag.slice(0, 5000))
  for (const { tags } of modelVersions) expect(tags.long).toBe(long.tag)
  for (const { tags } of [...(registeredModels ?? []), ...modelVersions]) {
    expect(tags).not.toHaveProperty('sagemaker.model_package_arn')
  }
})

test('an alias that moves a model package is set last of all; refused, it is named, and the next import sets it', async () => {
  const writes = app.proxy.writes().filter(({ body }) => !body?.includes('mlferry.lease'))
  const refused = writes.findIndex(({ status }) => status === 403)
  expect(writes.slice(refused)).toMatchObject([{ body: expect.stringContaining(active) }])
  app.proxy.reset()

  const imported = await importAll()

  expect(imported).toMatchObject({ exitCode: 0, objects: [], unsettled: [] })
  expect(imported.kinds.modelVersion).toMatchObject({ updated: 1, unchanged: 3 })
  expect(app.proxy.writes().map(({ path }) => path)).toEqual([
    expect.stringMatching(/registered-models\/alias$/),
    expect.stringMatching(/model-versions\/set-tag$/),
  ])
  expect((await importAll()).kinds.modelVersion).toMatchObject({ updated: 0, unchanged: 4 })
  const { registeredModels } = await dumpServer(app)
  expect(registeredModels?.[0]?.aliases).toEqual({ 'of-1': '1', 'of-2': '2', [active]: '1' })
})

interface Created {
  readonly experiment_id: string
  readonly run: { readonly info: { readonly run_id: string; readonly artifact_uri: string } }
}

function post(path: string, body: object): Promise<Created> {
  return postToServer(source.url, path, body)
}

function importAll(): Promise<CopyResult> {
  return job(['import-all', '--input-dir', 'out'], app.env)
}

function job(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<CopyResult> {
  return runJob(argv, { cwd: dir.path, env })
}

/** The fields in the file that the problems of an object name. */
async function keptOf(object: CopyResult['objects'][number] | undefined): Promise<unknown> {
  const { problems = [], target } = object ?? {}
  const places = new Set(problems.map(({ message }) => /in full in the artifact (.*)$/.exec(message)?.[1]))
  const [place = ''] = places
  expect(places.size, JSON.stringify(problems)).toBe(1)
  const { runs } = await dumpServer(app, { artifacts: 'none' })
  const folder = runs.find(({ id }) => id === target?.id)?.artifactUri ?? `${app.artifactRoot}/${target?.id}`
  const address = place.startsWith('s3://') ? place : `${folder}/${place}`
  // moto asks who it is, and takes any answer.
  const authorization = 'AWS4-HMAC-SHA256 Credential=anyone/20260101/us-east-1/s3/aws4_request'
  const file = await fetch(address.replace('s3:/', app.moto.url), { headers: { authorization } })
  return ((await file.json()) as { fields: unknown }).fields
}
