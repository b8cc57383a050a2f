import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CopyResult } from '@mlferry/cli-kit'
import {
  actLate,
  answer,
  compareServers,
  cutUpload,
  delay,
  freePort,
  htmlPage,
  loseAnswer,
  type MlflowServer,
  type MlflowServerOptions,
  startMlflowServer,
  startProxy,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'
import { runMlferry } from '../src/run-mlferry.ts'
import { type LargeSource, startLargeSource } from './breaking/large-source.ts'
import { leftUnfinished } from './breaking/left-unfinished.ts'
import { every } from './breaking/rude-proxy.ts'

const importAll = ['import-all', '--input-dir', 'out']
const stack = new AsyncDisposableStack()
let source: LargeSource
let dir: Awaited<ReturnType<typeof tempDir>>

beforeAll(async () => {
  source = stack.use(await startLargeSource({ runs: 60, metrics: 2, points: 40, artifactsPerRun: 1 }))
  dir = stack.use(await tempDir({ 'late-clock.mjs': clockBehind(300_000) }))
  await runJob(['export-all', '--output-dir', 'out', '--export-deleted-runs'], at(source.server.url))
})

afterAll(() => stack.disposeAsync())

test('a gateway that gives up while the server goes on, pages for people, and resets: all arrives once', async () => {
  await using target = await startTarget()
  await using proxy = await startProxy(target.url)
  proxy.rule({ match: every(8), action: htmlPage(502, 'Bad Gateway') })
  proxy.rule({ match: every(9), action: loseAnswer(htmlPage(504, 'Gateway Time-out')) })
  proxy.rule({ match: every(10), action: cutUpload(1) })

  await expectWhole(await runJob(importAll, at(proxy.url)), target)
})

test('what a server makes after a gateway gave up on it is taken away again', async () => {
  await using target = await startTarget()
  await using proxy = await startProxy(target.url)
  const creates = { method: 'POST', path: /\/(runs\/create|logged-models|datasets\/create)$/ }
  // Some at once, while the job looks for them; some long after it made them again.
  for (const [times, milliseconds] of [
    [5, 200],
    [10, 4000],
  ] as const)
    proxy.rule({ match: creates, times, action: actLate(milliseconds) })

  const imported = await runJob(importAll, at(proxy.url))

  const late = imported.notes.filter((note) => note.includes('came when it had been made a second time'))
  expect(late.length).toBeGreaterThanOrEqual(10)
  const hidden = removeHidden(target)
  expect(hidden.count).toBeGreaterThan(0)
  expect(hidden.writes).toEqual([])
  await expectWhole(imported, target)
})

test('a server that restarts in the middle of an import is waited for', async () => {
  await using home = await tempDir()
  const place = { dir: home.path, port: await freePort() }
  const before = await startTarget(place)
  const importing = runJob(importAll, at(before.url))
  await untilRuns(before, 20)
  await before.close()
  await sleep(2000)
  await using after = await startTarget(place)

  await expectWhole(await importing, after)
})

test.each([
  ['a login page', htmlPage(200, 'Sign in'), /web page[\s\S]*login page/],
  ['credentials that expire', answer(401, { body: 'Token expired' }), /401[\s\S]*MLFLOW_TRACKING_TOKEN/],
])('%s in the middle: the job ends with what to do, and the same command goes on', async (_, instead, said) => {
  await using target = await startTarget()
  await using proxy = await startProxy(target.url)
  proxy.rule({ skip: 150, action: instead })

  const stopped = await runMlferry(importAll, at(proxy.url))
  proxy.reset()

  expect(stopped.exitCode).toBe(1)
  expect(stopped.stderr).toMatch(said)
  await expectWhole(await runJob(importAll, at(proxy.url)), target)
})

test('a job whose clock is five minutes late keeps others away, and ends', async () => {
  await using target = await startTarget()
  await using proxy = await startProxy(target.url)
  const began = Promise.withResolvers<void>()
  proxy.rule({
    match: ({ route }) => route.endsWith('/runs/create') && began.resolve() === undefined,
    action: delay(2000),
  })
  const { cwd, env } = at(proxy.url)
  const late = runJob(importAll, { cwd, env: { ...env, NODE_OPTIONS: `--import=${dir.file('late-clock.mjs')}` } })
  await began.promise

  const second = await runMlferry(importAll, at(target.url))

  expect(second).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('ERR_TARGET_BUSY') })
  await expectWhole(await late, target)
})

// A file system of its own needs root.
test.skipIf(process.getuid?.() !== 0)(
  'a disk that is full in the middle of an export: said, and gone on from',
  async () => {
    await using disk = await smallDisk('256k')
    const argv = ['export-all', '--output-dir', 'disk/export', '--export-deleted-runs']

    const stopped = await runMlferry(argv, at(source.server.url))
    disk.grow('64m')
    const exported = await runJob(argv, at(source.server.url))

    expect(stopped).toMatchObject({ exitCode: 1, stderr: expect.stringMatching(/disk is full\. Free some space/) })
    expect(exported).toMatchObject({ objects: [], unsettled: [], exitCode: 0 })
    const ends = ['--from', source.server.url, '--to', 'disk/export', '--include-deleted']
    const proof = ['verify', ...ends, '--level', 'bytes', '--no-extra', '--json']
    const { stdout } = await runMlferry(proof, { cwd: dir.path })
    expect(JSON.parse(stdout)).toMatchObject({ equal: true, differences: [] })
  },
)

function startTarget(options: MlflowServerOptions = {}): Promise<MlflowServer> {
  return startMlflowServer({ ...options, env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } })
}

function at(url: string) {
  return { cwd: dir.path, env: { MLFLOW_TRACKING_URI: url } }
}

async function expectWhole(result: CopyResult, target: MlflowServer): Promise<void> {
  expect(result).toMatchObject({ objects: [], unsettled: [], exitCode: 0 })
  expect(leftUnfinished(target, result)).toEqual([])
  expect(await compareServers(source.server, target, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
}

/** Where there is more of a run than `runs/create` makes. */
const writtenTo: readonly (readonly [table: string, run: string])[] = [
  ['params', 'run_uuid'],
  ['metrics', 'run_uuid'],
  ['latest_metrics', 'run_uuid'],
  ['logged_model_metrics', 'run_id'],
  ['inputs', 'source_id'],
  ['inputs', 'destination_id'],
  ['issues', 'source_run_id'],
]

/** Deletes runs for good that were deleted and are no copies of any, as `mlflow gc` does. Tells how many there were, and what was written to them. */
function removeHidden({ dir: home }: MlflowServer): { readonly count: number; readonly writes: readonly string[] } {
  using db = new DatabaseSync(join(home, 'mlflow.db'), { timeout: 10_000, enableForeignKeyConstraints: false })
  const hidden = `SELECT run_uuid FROM runs WHERE lifecycle_stage = 'deleted' AND NOT EXISTS
    (SELECT 1 FROM tags WHERE tags.run_uuid = runs.run_uuid AND tags.key = 'mlferry.source.id')`
  const ids = db
    .prepare(hidden)
    .all()
    .map(({ run_uuid }) => String(run_uuid))
  const writes = ids.flatMap((id) =>
    writtenTo.flatMap(([table, run]) => {
      const rows = db.prepare(`SELECT 1 FROM ${table} WHERE ${run} = ?`).all(id).length
      return rows > 0 ? [`${rows} ${table} of run ${id}`] : []
    }),
  )
  for (const id of ids)
    for (const table of ['tags', 'runs']) db.prepare(`DELETE FROM ${table} WHERE run_uuid = ?`).run(id)
  return { count: ids.length, writes }
}

/** Resolves when so many runs have arrived. */
async function untilRuns({ dir: home }: MlflowServer, count: number): Promise<void> {
  using db = new DatabaseSync(join(home, 'mlflow.db'), { readOnly: true, timeout: 10_000 })
  const query = db.prepare('SELECT COUNT(*) AS count FROM runs')
  while (Number(query.get()?.count) < count) await sleep(50)
}

/** A module that makes the process's clock late. */
function clockBehind(milliseconds: number): string {
  return `const Real = Date
globalThis.Date = class extends Real {
  constructor(...given) {
    super(...(given.length > 0 ? given : [Real.now() - ${milliseconds}]))
  }
  static now() {
    return Real.now() - ${milliseconds}
  }
}
`
}

/** A file system in memory, in the folder `disk`. */
async function smallDisk(size: string) {
  const path = dir.file('disk')
  execFileSync('mkdir', ['-p', path])
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', path])
  return {
    grow: (larger: string) => execFileSync('mount', ['-o', `remount,size=${larger}`, path]),
    [Symbol.asyncDispose]: async () => void execFileSync('umount', ['-l', path]),
  }
}
