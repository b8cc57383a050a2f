import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CopyResult } from '@mlferry/cli-kit'
import { type MlflowServer, postToServer, startMlflowServer, type TempDir, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const sentinel = 'only of the folder in which mlferry runs'

let dir: TempDir
let source: MlflowServer
let target: MlflowServer

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer({ serveArtifacts: false })
  target = await startMlflowServer()
})

afterAll(async () => {
  for (const each of [target, source]) await each?.close()
  await dir?.[Symbol.asyncDispose]()
})

/** What a store may name as the place of files, none of it a folder that this machine shares with it. */
const addresses = {
  nothing: '',
  'a name': 'my_model',
  'a relative path': './artifacts/relative',
  'the folder itself': '.',
  'a relative file URI': 'file:my_model',
  'a dotted file URI': 'file:./my_model',
  'a file URI of nothing': 'file:',
  'a file URI of a host': 'file://my_model',
  'a Windows path': 'C:\\models\\1',
  'a Windows file URI': 'file:///C:/models/1',
  'a folder of Databricks': 'dbfs:/databricks/mlflow/1',
}

test('no file of the folder in which mlferry runs leaves it, whatever a store names as the place of files', async () => {
  await put(dir.path, ['.env', 'my_model/MLmodel', 'artifacts/relative/mine.txt', 'C:\\models\\1/MLmodel'], sentinel)
  await put(source.dir, ['artifacts/relative/served.txt'], 'of the store')
  const experiment_id = String((await post('experiments/create', { name: 'roots' })).experiment_id)
  await post('registered-models/create', { name: 'roots' })
  const ids = new Map<string, string>()
  for (const [title, address] of Object.entries(addresses)) {
    const { run } = await post('runs/create', { experiment_id, run_name: title, start_time: 1 })
    const { model } = await post('logged-models', { experiment_id, name: 'model' })
    const [runId, modelId] = [(run as { info: { run_id: string } }).info.run_id, modelIdOf(model)]
    await post('runs/update', { run_id: runId, status: 'FINISHED', end_time: 2 })
    const { model_version } = await post('model-versions/create', { name: 'roots', source: 's3://bucket/x' })
    const { version } = model_version as { version: string }
    edit(source, 'UPDATE runs SET artifact_uri = ? WHERE run_uuid = ?', address, runId)
    edit(source, 'UPDATE logged_models SET artifact_location = ? WHERE model_id = ?', address, modelId)
    edit(
      source,
      'UPDATE model_versions SET source = ?, storage_location = ? WHERE version = ?',
      address,
      address,
      version,
    )
    for (const id of [runId, modelId, `roots/${version}`]) ids.set(id, title)
  }
  edit(source, 'UPDATE model_versions SET source = NULL, storage_location = NULL WHERE version = ?', '1')

  const copied = await mlferry('copy all')
  const exported = await mlferry('export all --output-dir export')

  for (const { report, screen } of [copied, exported]) {
    const named = report.objects.flatMap(({ ref, problems }) =>
      problems.map(({ code }) => `${ref.kind} ${ids.get(ref.id)}: ${code}`),
    )
    expect(named.sort(), screen).toEqual(expectedProblems())
  }
  expect(await filesWith('of the store', target.dir, dir.file('export'))).toHaveLength(4)
  expect(await filesWith(sentinel, target.dir, dir.file('export'), source.dir)).toEqual([])
})

test.each([
  { store: 'a disk that the server shares with this machine', served: false },
  { store: 'a store that the server passes files from', served: true },
])('when $store is gone, what certainly had files is named and comes once it is back', async ({ served }) => {
  await using own = await startMlflowServer({ serveArtifacts: served })
  await using copied = await startMlflowServer()
  const { ids, setAddress } = await withFiles(own)
  const output = `gone-${served}`
  const commands = [`export all --output-dir ${output}`, 'copy all']
  await rename(own.artifactsDir, `${own.artifactsDir}-elsewhere`)
  setAddress('')

  const passes = [...commands, ...commands]
  for (const command of passes) {
    const { report, screen, exitCode } = await mlferry(command, own, copied)
    const problems = report.objects.flatMap(({ ref, problems: each }) =>
      each.map(({ code }) => `${ids.get(ref.id)}: ${code}`),
    )
    expect(problems.sort(), screen).toEqual([...ids.values()].sort().map((title) => `${title}: ERR_ARTIFACTS_GONE`))
    expect(exitCode).toBe(3)
  }
  const { stdout } = await runMlferry(['verify', '--from', own.url, '--to', output], { cwd: dir.path, env: quick })
  expect(stdout.match(/unreadable artifacts/g)).toHaveLength(ids.size)

  await rename(`${own.artifactsDir}-elsewhere`, own.artifactsDir)
  setAddress()
  for (const command of commands) {
    const { report, screen, exitCode } = await mlferry(command, own, copied)
    expect(report.objects, screen).toEqual([])
    expect(exitCode).toBe(0)
  }
  for (const folder of [dir.file(output), copied.dir])
    expect(await filesWith('of the store', folder)).toHaveLength(ids.size)
  const last = await mlferry('copy all', own, copied)
  expect(Object.values(last.report.kinds).filter((kind) => kind.created + kind.updated > 0)).toEqual([])
})

/** Objects of which something says that they have files. A run with no file stands in the same experiment. */
async function withFiles(server: MlflowServer): Promise<WithFiles> {
  const call = (path: string, body: object) => postToServer<Readonly<Record<string, unknown>>>(server.url, path, body)
  const ids = new Map<string, string>()
  const { experiment_id } = await call('experiments/create', { name: 'files' })
  const run = async (title: string, tags: Record<string, string> = {}) => {
    const { info } = (await call('runs/create', { experiment_id, start_time: 1 })).run as { info: RunInfo }
    for (const [key, value] of Object.entries(tags)) await call('runs/set-tag', { run_id: info.run_id, key, value })
    await call('runs/update', { run_id: info.run_id, status: 'FINISHED', end_time: 2 })
    ids.set(info.run_id, title)
    await putInto(server, info.artifact_uri, 'model/MLmodel')
    return info
  }
  await run('run with any file')
  await run('run with a table', { 'mlflow.loggedArtifacts': '[{"path": "model/MLmodel", "type": "table"}]' })
  const { run_id, artifact_uri } = await run('run of a version')
  await call('registered-models/create', { name: 'scorer' })
  await call('model-versions/create', { name: 'scorer', source: `${artifact_uri}/model`, run_id })
  const { info } = (await call('logged-models', { experiment_id, name: 'm' })).model as { info: ModelInfo }
  await putInto(server, info.artifact_uri, 'MLmodel')
  await send(server, 'PATCH', `logged-models/${info.model_id}`, { model_id: info.model_id, status: 2 })
  ids.set(info.model_id, 'loggedModel ready')
  const ofItsOwn = artifact_uri.replace(/[^/]+\/[^/]+\/artifacts$/, 'of-its-own')
  await call('model-versions/create', { name: 'scorer', source: 's3://bucket/x' })
  const sql = 'UPDATE model_versions SET source = ?, storage_location = ? WHERE version = 2'
  edit(server, sql, ofItsOwn, ofItsOwn)
  await putInto(server, ofItsOwn, 'MLmodel')
  ids.set('scorer/2', 'version with files of its own')
  const unplaced = await run('run whose address is gone', {
    'mlflow.log-model.history': '[{"artifact_path": "model"}]',
  })
  const setAddress = (address = unplaced.artifact_uri) =>
    edit(server, 'UPDATE runs SET artifact_uri = ? WHERE run_uuid = ?', address, unplaced.run_id)
  return { ids, setAddress }
}

interface WithFiles {
  readonly ids: ReadonlyMap<string, string>
  /** Of the run whose tag names files: its own address where nothing is given. */
  setAddress(address?: string): void
}

interface RunInfo {
  readonly run_id: string
  readonly artifact_uri: string
}

interface ModelInfo {
  readonly model_id: string
  readonly artifact_uri: string
}

async function putInto({ artifactsDir }: MlflowServer, uri: string, path: string): Promise<void> {
  const below = uri.replace(/^.*?artifacts\/|^mlflow-artifacts:\//, '')
  await put(join(artifactsDir, below), [path], 'of the store')
}

async function send({ url }: MlflowServer, method: string, path: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, { method, headers, body: JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
}

/** What cannot be read is named with its reason; nothing means no files. */
function expectedProblems(): string[] {
  // The server lists the files of runs and logged models, not those of versions.
  const served = ['a name', 'a relative path', 'a relative file URI', 'a dotted file URI', 'a Windows path']
  const refused = ['the folder itself', 'a file URI of nothing', 'a file URI of a host']
  const versions = served.map((title) => `modelVersion ${title}: ERR_ARTIFACTS_RELATIVE`)
  const all = ['run', 'loggedModel', 'modelVersion'].flatMap((kind) => [
    ...refused.map((title) => `${kind} ${title}: ERR_ARTIFACTS_RELATIVE`),
    `${kind} a folder of Databricks: ERR_ARTIFACTS_UNSUPPORTED`,
  ])
  // Nothing is there, and a version says of the same place that it has files.
  const gone = ['a Windows file URI', 'a dotted file URI'].flatMap((title) =>
    ['run', 'loggedModel'].map((kind) => `${kind} ${title}: ERR_ARTIFACTS_GONE`),
  )
  return [...versions, ...all, ...gone, 'modelVersion a Windows file URI: ERR_ARTIFACTS_GONE'].sort()
}

interface Finished {
  readonly exitCode: number | null
  readonly screen: string
  readonly report: CopyResult
}

const quick = { MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1', MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0.1' }

async function mlferry(command: string, from = source, to = target): Promise<Finished> {
  const { stdout, stderr, exitCode } = await runMlferry([...command.split(' '), '--report', 'report.json'], {
    cwd: dir.path,
    env: {
      MLFERRY_FROM_MLFLOW_TRACKING_URI: from.url,
      MLFERRY_TO_MLFLOW_TRACKING_URI: to.url,
      ...quick,
    },
  })
  const screen = `${stderr}\n${stdout}`
  const report = await readFile(dir.file('report.json'), 'utf8').catch(() => expect.fail(screen))
  return { exitCode, screen, report: JSON.parse(report) }
}

async function post(path: string, body: object): Promise<Readonly<Record<string, unknown>>> {
  return (await postToServer(source.url, path, body)) as Readonly<Record<string, unknown>>
}

function modelIdOf(model: unknown): string {
  return (model as { info: { model_id: string } }).info.model_id
}

function edit({ backendStoreUri }: MlflowServer, sql: string, ...values: readonly string[]): void {
  const database = new DatabaseSync(backendStoreUri.replace('sqlite:///', ''), { timeout: 10_000 })
  database.prepare(sql).run(...values)
  database.close()
}

async function put(root: string, paths: readonly string[], text: string): Promise<void> {
  for (const path of paths) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

/** Every byte of every file below these folders is looked at. */
async function filesWith(text: string, ...folders: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const folder of folders) {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && (await readFile(path, 'latin1')).includes(text)) found.push(path)
    }
  }
  return found
}
