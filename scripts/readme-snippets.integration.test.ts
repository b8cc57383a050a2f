import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import {
  fillManyRuns,
  type ManyRuns,
  type MlflowServer,
  readSnippets,
  runSnippet,
  startMlflowServer,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'

const packagesDir = join(import.meta.dirname, '../packages')
let server: MlflowServer
let churn: ManyRuns

beforeAll(async () => {
  server = await startMlflowServer()
  churn = await fillManyRuns(server, { experiment: 'churn', runs: 2, metrics: 1, points: 3, artifactsPerRun: 1 })
})

afterAll(() => server?.close())

test('exact-json: values come through exactly, and a stream hands out items', async () => {
  await using dir = await tempDir()
  const output = await runFirstSnippet('exact-json', { dir: dir.path })
  expect(output.split('\n')).toEqual([
    "{ key: 'loss', value: NaN, step: 9007199254740993n }",
    '{"key":"loss","value":NaN,"step":9007199254740993}',
    '2',
    "{ run_id: 'r1', metrics: [] }",
    'ERR_JSON_INVALID 25',
    '',
  ])
})

test('core: a fingerprint, and an error with a code', async () => {
  const [equal, error] = (await runFirstSnippet('core')).split('\n')
  expect(equal).toBe('true')
  expect(error).toMatch(/^ERR_UNSAFE_PATH /)
})

test('format: an export directory is begun, completed and read', async () => {
  expect(await runFirstSnippet('format')).toBe('')
})

test('engine: one experiment is taken out of an export', async () => {
  await using dir = await tempDir()
  await cp(join(packagesDir, 'format/fixtures/python-tool'), dir.file('mlflow-export'), { recursive: true })
  const output = await runFirstSnippet('engine', { dir: dir.path })
  expect(output).toContain('failed: 0')
})

test('artifacts: the files of a run are listed, read and written', async () => {
  const [runId = ''] = churn.runIds
  const env = { MLFLOW_TRACKING_URI: server.url, RUN_ID: runId }
  expect(await runFirstSnippet('artifacts', { env })).toMatch(/^file-0\.txt (\d+) \1\n$/)
  expect(await runFirstSnippet('artifacts', { env })).toContain('notes/read.txt 18 18\n')
})

test('tracking-server: the runs of a server are listed', async () => {
  const output = await runFirstSnippet('tracking-server', { env: { MLFLOW_TRACKING_URI: server.url } })
  expect(output).toBe(`${server.url} ${server.version}\nexperiment ${churn.experimentId}: 2 runs\n`)
})

async function runFirstSnippet(name: string, options: Parameters<typeof runSnippet>[1] = {}): Promise<string> {
  const [snippet] = await readSnippets(join(packagesDir, name, 'README.md'))
  return await runSnippet(snippet, options)
}
