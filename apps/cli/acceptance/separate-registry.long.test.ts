import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CopyResult, Diagnosis, VerifyResult } from '@mlferry/cli-kit'
import {
  type MlflowServer,
  registryContentOf,
  type SeparateRegistry,
  separateRegistryContent,
  startMlflowServer,
  startSeparateRegistry,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

let source: SeparateRegistry
let dir: TempDir

beforeAll(async () => {
  ;[source, dir] = await Promise.all([startSeparateRegistry(), tempDir()])
})
afterAll(async () => {
  await source?.[Symbol.asyncDispose]()
  await dir?.[Symbol.asyncDispose]()
})

test('an export holds both servers, and comes into one; plan and doctor look at both', async () => {
  await using target = await startMlflowServer()
  const { tracking, registry } = source
  const from = ['--from', tracking.url]

  const written = await mlferry<CopyResult>(['export', 'all', ...from, '--output-dir', 'out'], {
    MLFLOW_REGISTRY_URI: registry.url,
  })
  await mlferry(['import', 'all', '--input-dir', 'out', '--to', target.url])

  expect(written.kinds.modelVersion).toMatchObject({ created: 4 })
  expect(await registryContentOf(target)).toEqual(separateRegistryContent)
  const both = [...from, '--from-registry', registry.url, '--to', target.url]
  const planned = await mlferry<CopyResult>(['plan', ...both])
  expect(Object.values(planned.kinds).filter(({ created, updated }) => created + updated > 0)).toEqual([])
  const [found] = await mlferry<Diagnosis[]>(['doctor', ...from, '--from-registry', registry.url])
  expect(found).toMatchObject({ uri: tracking.url, registry: { uri: registry.url } })
  expect(found?.registry?.findings.find(({ check }) => check === 'kinds')?.found).toMatch(/^registered models/)
})

test('into two servers: versions name runs and files of the other one, and come once', async () => {
  const { tracking, registry, moto } = source
  const stored = { serveArtifacts: false, artifactRoot: 's3://files/of the target', env: moto.env }
  await using to = await startMlflowServer(stored)
  await using toRegistry = await startMlflowServer()
  const ends = ['--from', tracking.url, '--from-registry', registry.url]
  ends.push('--to', to.url, '--to-registry', toRegistry.url)

  const first = await mlferry<CopyResult>(['copy', 'all', ...ends])
  const again = await mlferry<CopyResult>(['copy', 'all', ...ends])

  expect(first.kinds.modelVersion).toMatchObject({ created: 4, degraded: 0 })
  expect(Object.values(again.kinds).filter(({ created, updated }) => created + updated > 0)).toEqual([])
  expect(await mlferry<VerifyResult>(['verify', ...ends, '--level', 'bytes'])).toMatchObject({ exitCode: 0 })
  const [run] = rowsOf(to, 'SELECT run_uuid AS id FROM runs')
  expect(rowsOf(toRegistry, 'SELECT run_uuid AS id FROM runs')).toEqual([])
  expect(rowsOf(to, 'SELECT name AS id FROM registered_models')).toEqual([])
  const versions = rowsOf(toRegistry, "SELECT run_id AS id FROM model_versions WHERE name = 'churn' ORDER BY version")
  expect(versions).toEqual([run, run, '', run])

  await mlferry(['marks', 'remove', '--to', to.url, '--to-registry', toRegistry.url, '--confirm'])
  expect(rowsOf(toRegistry, "SELECT key AS id FROM model_version_tags WHERE key LIKE 'mlferry%'")).toEqual([])
})

test('files that only the tracking server passes through are no source of a version elsewhere: said by name', async () => {
  await using to = await startMlflowServer()
  await using toRegistry = await startMlflowServer()
  const ends = ['--from', source.tracking.url, '--from-registry', source.registry.url]
  ends.push('--to', to.url, '--to-registry', toRegistry.url)

  const { stdout } = await run(['copy', 'all', ...ends])

  const { objects } = JSON.parse(stdout) as CopyResult
  expect(objects.map(({ ref, problems }) => [ref.id, problems[0]?.code])).toEqual([
    ['churn/2', 'ERR_REGISTRY_SOURCE'],
    ['churn/3', 'ERR_REGISTRY_SOURCE'],
  ])
  // Their source is runs:/…, which a registry takes as it is.
  expect(
    rowsOf(
      toRegistry,
      "SELECT version AS id FROM model_versions WHERE current_stage = 'None' AND name = 'churn' ORDER BY version",
    ),
  ).toEqual([1, 4])
})

function rowsOf({ dir: folder }: MlflowServer, sql: string): (string | number | null)[] {
  using database = new DatabaseSync(join(folder, 'mlflow.db'), { readOnly: true })
  return (database.prepare(sql).all() as { id: string | number | null }[]).map(({ id }) => id)
}

async function mlferry<Result>(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Result> {
  const { exitCode, stdout, stderr } = await run(argv, env)
  expect(exitCode, stdout + stderr).toBe(0)
  return JSON.parse(stdout) as Result
}

function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return runMlferry([...argv, '--json'], { cwd: dir.path, env: { ...source.moto.env, ...env } })
}
