import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import type { CopyResult, ErrorJson, VerifyResult } from '@mlferry/cli-kit'
import { fillSamples, type MlflowServer, startMlflowServer, type TempDir, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

let dir: TempDir
let source: MlflowServer
let target: MlflowServer

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer()
  target = await startMlflowServer()
  await fillSamples(source)
  await mlferry<CopyResult>(['copy', 'all', '--from', source.url, '--to', target.url, '--include-deleted'])
})

afterAll(async () => {
  await source?.close()
  await target?.close()
  await dir?.[Symbol.asyncDispose]()
})

test('nobody takes marks away by accident', async () => {
  const before = rowsWithMarks(target)
  const refused = await mlferry<ErrorJson>(['marks', 'remove', '--to', target.url])

  expect(refused).toMatchObject({ exitCode: 2, error: { code: 'ERR_USAGE', hint: 'Give --confirm.' } })
  expect(before.length).toBeGreaterThan(50)
  expect(rowsWithMarks(target)).toEqual(before)
})

test('after marks remove no row of the database names mlferry, the id map does, and all is as at the source', async () => {
  const states = lifecycles(target)
  const listed = await mlferry<{ kinds: Record<string, number> }>(['marks', 'list', '--to', target.url])
  const removed = await mlferry<{ exitCode: number; idMapFile: string; failed: unknown[] }>([
    ...['marks', 'remove', '--to', target.url, '--confirm', '--id-map', 'ids.jsonl'],
  ])

  expect(removed).toMatchObject({ exitCode: 0, failed: [] })
  expect(rowsWithMarks(target)).toEqual([])
  expect(lifecycles(target)).toEqual(states)
  const ids = (await readFile(removed.idMapFile, 'utf8')).trim().split('\n')
  expect(ids).toHaveLength(Object.values(listed.kinds).reduce((sum, count) => sum + count))
  const verified = await mlferry<VerifyResult>([
    'verify',
    '--from',
    source.url,
    '--to',
    target.url,
    '--include-deleted',
  ])
  expect(verified.differences).toEqual([])
  const again = await mlferry<{ kinds: object }>(['marks', 'list', '--to', target.url])
  expect(again.kinds).toEqual({})
})

/** Every row of every table that names mlferry. */
function rowsWithMarks(server: MlflowServer): string[] {
  return withDatabase(server, (database) => {
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all()
    return tables.flatMap(({ name }) => {
      const query = database.prepare(`SELECT * FROM "${name}"`)
      query.setReadBigInts(true)
      const rows = query.all()
      return rows
        .map((row) => `${name} ${JSON.stringify(Object.values(row).map(String))}`)
        .filter((row) => row.includes('mlferry'))
    })
  })
}

function lifecycles(server: MlflowServer) {
  return withDatabase(server, (database) => [
    ...database.prepare('SELECT experiment_id, lifecycle_stage FROM experiments ORDER BY 1').all(),
    ...database.prepare('SELECT run_uuid, lifecycle_stage FROM runs ORDER BY 1').all(),
  ])
}

function withDatabase<T>({ dir: folder }: MlflowServer, read: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(`${folder}/mlflow.db`, { readOnly: true })
  try {
    return read(database)
  } finally {
    database.close()
  }
}

async function mlferry<Result>(args: readonly string[]): Promise<Result> {
  const { stdout } = await runMlferry([...args, '--json'], { cwd: dir.path })
  return JSON.parse(stdout)
}
