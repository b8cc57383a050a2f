import { appendFile, cp, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Header, isUnreadable } from '@mlferry/core'
import { expect, test } from 'vitest'
import {
  chunk,
  experiment,
  headers,
  listed,
  readBack,
  run,
  startExport,
  tempDir,
  unreadable,
} from '../../test/sample-export.ts'
import { loggedModel, modelVersion, registeredModel } from '../../test/sample-models.ts'
import { signal, writeObjects } from '../../test/write-objects.ts'
import { openExportDirectory } from '../open-export-directory.ts'

const runJson = { mlflow: { info: { run_id: 'r', status: 'FINISHED' } } }

test.each<[string, unknown, string]>([
  ['no info', { mlflow: {} }, "/mlflow must have required property 'info'"],
  ['a param that is no text', withRun({ params: { a: 1 } }), '/mlflow/params/a must be string'],
  ['a lifecycle unheard of', withInfo({ lifecycle_stage: 'gone' }), '/mlflow/info/lifecycle_stage'],
  ['a metric that is no list', withRun({ metrics: { a: 1 } }), '/mlflow/metrics/a must be array'],
  [
    'a point without step',
    withRun({ metrics: { 'a/b': [ok(), { value: 1, timestamp: 1 }] } }),
    '/mlflow/metrics/a~1b/1 step must be',
  ],
  [
    'a point with a text',
    withRun({ metrics: { a: [{ ...ok(), value: 'x' }] } }),
    '/mlflow/metrics/a/0 value must be a number',
  ],
  ['half a step', withRun({ metrics: { a: [{ ...ok(), step: 0.5 }] } }), '/mlflow/metrics/a/0 step must be an integer'],
  ['a step beyond 64 bits', withRun({ metrics: { a: [{ ...ok(), step: 1e20 }] } }), '/mlflow/metrics/a/0 step must be'],
])('%s makes a run unreadable, and its neighbours go on', async (_, file, message) => {
  const dir = await exportOf({ r1: file, r2: runJson })
  const found = await listed(await openExportDirectory(dir), 'run')
  expect(found.map(({ ref }) => ref.id)).toEqual(['r1', 'r'])
  const [first] = found
  expect(first && isUnreadable(first) && first).toMatchObject({
    scope: { kind: 'experiment', id: '7' },
    error: { code: 'ERR_EXPORT_INVALID', message: expect.stringContaining(`7/runs/r1/run.json: ${message}`) },
  })
})

test('a run.json that is cut off, missing or no JSON is unreadable', async () => {
  const dir = await exportOf({ r1: runJson, r2: runJson, r3: runJson })
  await truncate(join(dir, '7/runs/r1/run.json'), 30)
  await rm(join(dir, '7/runs/r2/run.json'))
  await writeFile(join(dir, '7/runs/r3/run.json'), 'hello')
  const found = await unreadable(await openExportDirectory(dir), 'run')
  expect(found.map(({ error }) => error.code)).toEqual([
    'ERR_EXPORT_INVALID',
    'ERR_EXPORT_FILE_MISSING',
    'ERR_EXPORT_INVALID',
  ])
  expect(found[0]?.error.message).toMatch(/^7\/runs\/r1\/run.json: .*offset 30/)
})

test('an experiment that is listed and not there is unreadable, and its neighbours go on', async () => {
  const dir = await exportOf({})
  await rm(join(dir, '7/experiment.json'))
  await add(dir, 'experiments.json', { mlflow: { experiments: [{ id: '7' }, { id: '8' }, { id: '8' }] } })
  await add(dir, '8/experiment.json', { mlflow: { experiment: { name: 'eight', tags: {} }, runs: [] } })
  const source = await openExportDirectory(dir)
  expect(await listed(source, 'experiment')).toMatchObject([
    { ref: { id: '7' }, error: { code: 'ERR_EXPORT_FILE_MISSING', message: '7/experiment.json does not exist' } },
    { ref: { id: '8' }, fields: { name: 'eight' } },
  ])
})

test.each(['../../x', '/etc', 'a/b', '..', '', 'a\0'])('the id %j is refused by name', async (id) => {
  const dir = await exportOf({})
  await add(dir, 'experiments.json', { mlflow: { experiments: [{ id }, { id: '7' }] } })
  await add(dir, '7/experiment.json', { mlflow: { experiment: { name: 'x', tags: {} }, runs: [id] } })
  const source = await openExportDirectory(dir)
  expect(await unreadable(source, 'experiment')).toMatchObject([{ ref: { id }, error: { code: 'ERR_UNSAFE_PATH' } }])
  expect(await unreadable(source, 'run')).toMatchObject([{ ref: { id }, error: { code: 'ERR_UNSAFE_PATH' } }])
})

test('links that lead out of the export are not followed', async () => {
  const secret = await tempDir()
  await writeFile(join(secret, 'run.json'), JSON.stringify(runJson))
  await writeFile(join(secret, 'secret.txt'), 'x')
  const dir = await exportOf({ r1: runJson, r2: runJson })
  await rm(join(dir, '7/runs/r1'), { recursive: true })
  await symlink(secret, join(dir, '7/runs/r1'))
  await symlink(secret, join(dir, '7/runs/r2/artifacts'))
  const source = await openExportDirectory(dir)
  expect(await unreadable(source, 'run')).toMatchObject([{ ref: { id: 'r1' }, error: { code: 'ERR_UNSAFE_PATH' } }])
  const [header] = (await listed(source, 'run')).filter((each) => !isUnreadable(each))
  await expect(source.artifacts(header as Header, signal)).rejects.toMatchObject({ code: 'ERR_UNSAFE_PATH' })
})

test('two runs with one id: the second is unreadable', async () => {
  const source = await openExportDirectory(await exportOf({ r1: runJson, r2: runJson }))
  expect(await unreadable(source, 'run')).toMatchObject([
    { ref: { id: 'r2' }, error: { code: 'ERR_EXPORT_DUPLICATE' } },
  ])
})

test('what the list of an experiment leaves out is left out', async () => {
  const dir = await exportOf({ r1: runJson })
  await add(dir, '7/runs/failed/run.json', { mlflow: { info: { run_id: 'failed', status: 'FINISHED' } } })
  expect((await headers(await openExportDirectory(dir), 'run')).map(({ ref }) => ref.id)).toEqual(['r'])
})

test('a file of ours that changed, is gone, or is not in SHA256SUMS is a failure that names it', async () => {
  const dir = await ourExport()
  const runs = join(dir, 'experiments/1/runs')
  await appendFile(join(runs, 'one/run.json'), ' ')
  await rm(join(runs, 'two/artifacts/a.txt'))
  await writeFile(join(runs, 'three/artifacts/a.txt'), 'X')
  const source = await openExportDirectory(dir)
  expect(await unreadable(source, 'run')).toMatchObject([
    { ref: { id: 'one' }, error: { code: 'ERR_CHECKSUM', message: expect.stringContaining('runs/one/run.json') } },
    {
      ref: { id: 'two' },
      error: { code: 'ERR_EXPORT_FILE_MISSING', message: expect.stringContaining('two/artifacts/a.txt') },
    },
  ])
  const [three] = (await listed(source, 'run')).filter((each) => !isUnreadable(each))
  await expect(readBack(source, three as Header)).rejects.toMatchObject({
    code: 'ERR_CHECKSUM',
    message: expect.stringContaining('a.txt'),
  })
  const sums = join(dir, 'experiments/1/SHA256SUMS')
  await writeFile(sums, (await readFile(sums, 'utf8')).replace(/.*three.*\n/g, ''))
  expect((await unreadable(await openExportDirectory(dir), 'run')).map(({ error }) => error.code)).toContain(
    'ERR_CHECKSUM_MISSING',
  )
  await appendFile(join(dir, 'experiments/1/experiment.json'), ' ')
  expect(await unreadable(await openExportDirectory(dir), 'experiment')).toMatchObject([
    { ref: { id: '1' }, error: { code: 'ERR_CHECKSUM' } },
    { ref: { id: 'experiments/1/SHA256SUMS' }, error: { code: 'ERR_CHECKSUM' } },
  ])
})

test('a run.json that changes between listing and reading fails', async () => {
  const dir = await ourExport()
  const source = await openExportDirectory(dir)
  const [one] = await headers(source, 'run')
  await appendFile(join(dir, 'experiments/1/runs/one/run.json'), ' ')
  const parts = await Array.fromAsync(source.read([one as Header], signal))
  expect(parts.at(-1)).toMatchObject({ type: 'failed', of: { id: 'one' }, error: { code: 'ERR_CHECKSUM' } })
})

test('a model or a file of a version of ours that changed or is gone is a failure that names it', async () => {
  const dir = await tempDir()
  const files = { MLmodel: 'hello' }
  await writeObjects(await startExport(dir), [
    ...[experiment('1'), loggedModel('m-1', { files }), loggedModel('m-2', { files })],
    ...[registeredModel('a'), registeredModel('b')],
    ...[1, 2, 3].map((number) => modelVersion('a', number, { files })),
  ])
  await appendFile(join(dir, 'experiments/1/logged_models/m-1/logged_model.json'), ' ')
  await rm(join(dir, 'experiments/1/logged_models/m-2/artifacts'), { recursive: true })
  await appendFile(join(dir, 'models/b/model.json'), ' ')
  await rm(join(dir, 'models/a/version_models/1'), { recursive: true })
  await writeFile(join(dir, 'models/a/version_models/2/MLmodel'), 'HELLO')
  const sums = join(dir, 'models/a/SHA256SUMS')
  await writeFile(sums, (await readFile(sums, 'utf8')).replace(/.*models\/3.*\n/g, ''))
  const source = await openExportDirectory(dir)
  const codes = async (kind: string) => (await unreadable(source, kind)).map(({ ref, error }) => [ref.id, error.code])
  expect(await codes('loggedModel')).toEqual([
    ['m-1', 'ERR_CHECKSUM'],
    ['m-2', 'ERR_EXPORT_FILE_MISSING'],
  ])
  expect(await codes('registeredModel')).toEqual([
    ['b', 'ERR_CHECKSUM'],
    ['models/a/SHA256SUMS', 'ERR_CHECKSUM'],
  ])
  expect(await codes('modelVersion')).toEqual([
    ['a/1', 'ERR_EXPORT_FILE_MISSING'],
    ['a/3', 'ERR_CHECKSUM_MISSING'],
  ])
  const [two] = (await listed(source, 'modelVersion')).filter((each) => !isUnreadable(each))
  await expect(readBack(source, two as Header)).rejects.toMatchObject({ code: 'ERR_CHECKSUM' })
})

test('an artifact is checked from any start', async () => {
  const dir = await ourExport()
  const source = await openExportDirectory(dir)
  const [one] = await headers(source, 'run')
  const root = await source.artifacts(one as Header, signal)
  const files = await Array.fromAsync(root?.list(signal) ?? [])
  expect(files).toEqual([{ path: 'a.txt', size: 5, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }])
  const bytes = await Array.fromAsync(root?.open('a.txt', { start: 3 }, signal) ?? [])
  expect(Buffer.concat(bytes).toString()).toBe('lo')
})

test('no export is named, with the way to one that is near', async () => {
  const dir = await tempDir()
  const out = join(dir, 'out')
  await cp(fileURLToPath(new URL('../../fixtures/python-tool', import.meta.url)), out, { recursive: true })
  const near = (hint: string) => ({ code: 'ERR_NO_EXPORT', hint: expect.stringContaining(hint) })
  await expect(openExportDirectory(join(out, 'experiments/1/runs'))).rejects.toMatchObject(
    near('The export root is ../../..;'),
  )
  await expect(openExportDirectory(dir)).rejects.toMatchObject(near('The export root is out; use --input-dir'))
  await expect(openExportDirectory(join(dir, 'nowhere/at/all/for/sure'))).rejects.toMatchObject({
    code: 'ERR_NO_EXPORT',
  })
  await expect(openExportDirectory(out, { layout: 'run' })).rejects.toMatchObject(near('It has no run.json.'))
})

test('an export of a newer mlferry is not read', async () => {
  const dir = await ourExport()
  const path = join(dir, 'mlferry-export.json')
  const manifest = JSON.parse(await readFile(path, 'utf8'))
  await writeFile(path, JSON.stringify({ ...manifest, formatVersion: 2 }))
  await expect(openExportDirectory(dir)).rejects.toMatchObject({ code: 'ERR_EXPORT_VERSION' })
})

function ok() {
  return { value: 1, timestamp: 1, step: 0 }
}

function withRun(members: object) {
  return { mlflow: { ...runJson.mlflow, ...members } }
}

function withInfo(info: object) {
  return { mlflow: { info: { ...runJson.mlflow.info, ...info } } }
}

/** An export of the Python tool with one experiment, 7, that lists these runs. */
async function exportOf(runs: Readonly<Record<string, unknown>>): Promise<string> {
  const dir = await tempDir()
  await add(dir, 'experiments.json', { mlflow: { experiments: [{ id: '7', name: 'seven' }] } })
  const mlflow = { experiment: { experiment_id: '7', name: 'seven', tags: {} }, runs: Object.keys(runs) }
  await add(dir, '7/experiment.json', { info: { failed_runs: [] }, mlflow })
  for (const [id, run] of Object.entries(runs)) await add(dir, `7/runs/${id}/run.json`, run)
  return dir
}

async function ourExport(): Promise<string> {
  const dir = await tempDir()
  const sample = { chunks: [chunk('loss', [[1, 2n, 3n]])], files: { 'a.txt': 'hello' } }
  await writeObjects(await startExport(dir), [
    experiment('1'),
    run('one', sample),
    run('two', sample),
    run('three', sample),
  ])
  return dir
}

async function add(dir: string, path: string, value: unknown): Promise<void> {
  await mkdir(dirname(join(dir, path)), { recursive: true })
  await writeFile(join(dir, path), JSON.stringify(value))
}
