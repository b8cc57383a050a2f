import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import type { CopyResult, ErrorJson, VerifyResult } from '@mlferry/cli-kit'
import { type MlflowServer, startMlflowServer, type TempDir, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const workspaces = ['default', 'team-a', 'team-b']

let dir: TempDir
let source: MlflowServer

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer({ workspaces: true })
  for (const workspace of workspaces) await fill(source, workspace)
})

afterAll(async () => {
  await source?.close()
  await dir?.[Symbol.asyncDispose]()
})

test('all of three workspaces with the same names arrives, and a second copy writes nothing', async () => {
  await using target = await startMlflowServer({ workspaces: true })
  const ends = ['--from', source.url, '--to', target.url]

  const copied = await mlferry(['copy', 'all', ...ends])
  expect(copied).toMatchObject({ exitCode: 0, kinds: { run: { created: 3 }, modelVersion: { created: 3 } } })
  expect(Object.keys(copied.workspaces ?? {})).toEqual(workspaces)
  expect(rowsOf(target)).toEqual(rowsOf(source))

  const again = await mlferry(['copy', 'all', ...ends])
  expect(again.kinds).toMatchObject({
    experiment: { created: 0, unchanged: 4 },
    run: { created: 0, unchanged: 3 },
    modelVersion: { created: 0, unchanged: 3 },
  })
  const verified = await mlferry<VerifyResult>(['verify', ...ends, '--level', 'bytes'])
  expect(verified).toMatchObject({ exitCode: 0, equal: true, kinds: { run: { source: 3, equal: 3 } } })
})

test('the same through a directory, whose id map tells them apart', async () => {
  await using target = await startMlflowServer({ workspaces: true })

  const exported = await mlferry(['export', 'all', '--from', source.url, '--output-dir', 'out'])
  expect(exported).toMatchObject({ exitCode: 0, kinds: { run: { created: 3 } } })
  const checked = await mlferry<{ exitCode: number; runs: number }>(['verify', '--input-dir', 'out'])
  expect(checked).toMatchObject({ exitCode: 0, runs: 3 })
  const imported = await mlferry(['import', 'all', '--input-dir', 'out', '--to', target.url])

  expect(imported.exitCode).toBe(0)
  expect(rowsOf(target)).toEqual(rowsOf(source))
  const ids = (await readFile(imported.idMapFile ?? '', 'utf8')).trim().split('\n')
  const models = ids.map((line) => JSON.parse(line)).filter(({ kind }) => kind === 'registeredModel')
  expect(models.map(({ workspace }) => workspace)).toEqual(workspaces)
})

test('a server without workspaces refuses them before anything is written, or takes one, or all by prefix', async () => {
  await using target = await startMlflowServer()
  const ends = ['--from', source.url, '--to', target.url]
  const before = rowsOf(target)

  const refused = await mlferry<ErrorJson>(['copy', 'all', ...ends])
  expect(refused).toMatchObject({ exitCode: 1, error: { code: 'ERR_WORKSPACES_NOT_HELD' } })
  expect(refused.error.hint).toMatch(/--workspaces default.*--workspace-prefix/)
  expect(rowsOf(target)).toEqual(before)

  const prefixed = await mlferry(['copy', 'all', ...ends, '--workspace-prefix'])
  expect(prefixed).toMatchObject({ kinds: { run: { created: 3 }, modelVersion: { created: 3 } } })
  const names = rowsOf(target).map(([, what, name]) => `${what} ${name}`)
  for (const name of ['churn', 'team-a-churn', 'team-b-churn'])
    expect(names).toEqual(expect.arrayContaining([`experiment ${name}`, `model ${name}`]))

  await using other = await startMlflowServer()
  const one = await mlferry(['copy', 'all', '--from', source.url, '--to', other.url, '--workspaces', 'team-a'])
  expect(one).toMatchObject({ exitCode: 0, kinds: { run: { created: 1 } } })
})

test('one workspace goes into another, which is made', async () => {
  await using target = await startMlflowServer({ workspaces: true })
  const flags = ['--from', source.url, '--to', target.url, '--workspaces', 'team-a', '--to-workspace', 'archive']

  const planned = await mlferry(['copy', 'all', ...flags, '--dry-run'])
  expect(planned).toMatchObject({ exitCode: 0, kinds: { run: { created: 1 } } })
  expect(rowsOf(target).map(([workspace]) => workspace)).not.toContain('archive')
  expect(await mlferry(['copy', 'all', ...flags])).toMatchObject({ exitCode: 0, kinds: { run: { created: 1 } } })

  const own = rowsOf(source).filter(([workspace]) => workspace === 'team-a')
  const arrived = rowsOf(target).filter(([workspace]) => workspace === 'archive')
  expect(arrived.map(([, ...row]) => row)).toEqual(own.map(([, ...row]) => row))
})

test('a workspace that there is not is an error that names those there are', async () => {
  const failed = await mlferry<ErrorJson>([
    ...['export', 'all', '--from', source.url, '--output-dir', 'other', '--workspaces', 'team-c'],
  ])
  expect(failed).toMatchObject({ exitCode: 1, error: { code: 'ERR_WORKSPACE_NOT_FOUND' } })
  expect(failed.error.hint).toContain('default, team-a, team-b')
})

/** One of each in a workspace, under names that all of them have. */
async function fill({ url }: MlflowServer, workspace: string): Promise<void> {
  const call = async (path: string, json: object, version = '2.0') => {
    const headers = { 'content-type': 'application/json', 'x-mlflow-workspace': workspace }
    const response = await fetch(`${url}/api/${version}/mlflow/${path}`, {
      method: 'POST',
      headers: path === 'workspaces' ? { 'content-type': 'application/json' } : headers,
      body: JSON.stringify(json),
    })
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`)
    return (await response.json()) as Record<string, string> & {
      run: { info: { run_id: string; artifact_uri: string } }
    }
  }
  if (workspace !== 'default') await call('workspaces', { name: workspace, description: `of ${workspace}` }, '3.0')
  const { experiment_id } = await call('experiments/create', { name: 'churn' })
  const { run } = await call('runs/create', { experiment_id, start_time: 1000, run_name: `train ${workspace}` })
  const { run_id, artifact_uri } = run.info
  const file = `${artifact_uri.replace(/^mlflow-artifacts:/, '')}/model/MLmodel`
  await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts${file}`, {
    method: 'PUT',
    headers: { 'x-mlflow-workspace': workspace },
    body: `run_id: ${run_id}\n`,
  })
  await call('runs/log-batch', {
    run_id,
    metrics: [{ key: 'loss', value: workspace.length, timestamp: 5, step: 1 }],
    params: [{ key: 'team', value: workspace }],
    tags: [],
  })
  await call('runs/update', { run_id, status: 'FINISHED', end_time: 2000 })
  await call('registered-models/create', { name: 'churn', description: `model of ${workspace}` })
  await call('model-versions/create', { name: 'churn', source: `${artifact_uri}/model`, run_id })
}

/** What the tables hold, by workspace, without what every server gives anew. */
function rowsOf({ dir: folder }: MlflowServer): string[][] {
  const database = new DatabaseSync(`${folder}/mlflow.db`, { readOnly: true })
  const rows = (sql: string) =>
    database
      .prepare(sql)
      .all()
      .map((row) => Object.values(row).map(String))
  try {
    return [
      ...rows(`SELECT workspace, 'experiment', name FROM experiments`),
      ...rows(
        `SELECT workspace, 'run', r.name, status, start_time, end_time FROM runs r JOIN experiments USING (experiment_id)`,
      ),
      ...rows(
        `SELECT workspace, 'param', key, value FROM params JOIN runs USING (run_uuid) JOIN experiments USING (experiment_id)`,
      ),
      ...rows(
        `SELECT workspace, 'metric', key, value, step FROM metrics JOIN runs USING (run_uuid) JOIN experiments USING (experiment_id)`,
      ),
      ...rows(`SELECT workspace, 'model', name, description FROM registered_models`),
      ...rows(
        `SELECT v.workspace, 'version', v.name, version, r.name FROM model_versions v LEFT JOIN runs r ON r.run_uuid = v.run_id`,
      ),
    ].sort()
  } finally {
    database.close()
  }
}

async function mlferry<Result = CopyResult>(args: readonly string[]): Promise<Result> {
  const { stdout } = await runMlferry([...args, '--json'], { cwd: dir.path })
  return JSON.parse(stdout)
}
