import { execFile } from 'node:child_process'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { CopyResult } from '@mlferry/cli-kit'
import {
  answer,
  compareServers,
  fillManyRuns,
  type MlflowServer,
  type Proxy as ServerProxy,
  startMlflowServer,
  startProxy,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

let dir: TempDir
let source: MlflowServer
let target: MlflowServer
let fromSource: ServerProxy
let toTarget: ServerProxy

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer()
  target = await startMlflowServer()
  fromSource = await startProxy(source.url)
  toTarget = await startProxy(target.url, { keepBodies: true })
})

afterAll(async () => {
  for (const each of [toTarget, fromSource, target, source]) await each?.close()
  await dir?.[Symbol.asyncDispose]()
})

beforeEach(() => {
  fromSource.reset()
  toTarget.reset()
})

test('import: a damaged run.json among 60 is named, the others arrive, and after the repair so does it', async () => {
  const broken = await sixtyRuns('damaged')
  await mlferry('export experiment --experiment damaged --output-dir damaged')
  const file = dir.file('damaged/runs', broken, 'run.json')
  const whole = await readFile(file)
  await writeFile(file, whole.subarray(0, whole.length / 2))
  const command = 'import experiment --input-dir damaged --experiment-name damaged'

  const first = await mlferry(command)

  expectNamed(first, { broken, outcome: 'failed', reason: /runs\/[0-9a-f]+\/run\.json/ })
  expect(first.report.kinds.run).toMatchObject({ created: 59, failed: 1 })

  await writeFile(file, whole)
  toTarget.reset()
  const second = await mlferry(command)

  expectOnly(second, { created: 1 })
})

test('import: an artifact is missing from the directory', async () => {
  const broken = await sixtyRuns('lost')
  await mlferry('export experiment --experiment lost --output-dir lost')
  const file = dir.file('lost/runs', broken, 'artifacts/file-0.txt')
  await rename(file, dir.file('elsewhere'))
  const command = 'import experiment --input-dir lost --experiment-name lost'

  const first = await mlferry(command)

  expectNamed(first, { broken, outcome: 'failed', reason: /artifacts\/file-0\.txt .*does not exist/ })
  expect(first.report.kinds.run).toMatchObject({ created: 59, failed: 1 })

  await rename(dir.file('elsewhere'), file)
  toTarget.reset()
  const second = await mlferry(command)

  expectOnly(second, { created: 1 })
})

test('export: the source answers 500 for one run', async () => {
  const broken = await sixtyRuns('refused')
  fromSource.rule({ match: { path: new RegExp(broken) }, action: answer(500, { body: internalError }) })
  const command = 'export experiment --experiment refused --output-dir refused'

  const first = await mlferry(command)

  expectNamed(first, { broken, outcome: 'failed', reason: /500/ })
  expect(first.report.kinds.run).toMatchObject({ created: 59, failed: 1 })
  expect(await checkSums('refused')).toBe(1 + 59 * 2)

  fromSource.reset()
  const second = await mlferry(command)

  expect(second).toMatchObject({ exitCode: 0, report: { kinds: { run: { created: 1, unchanged: 59 } } } })
  expect(runsAskedFor(fromSource)).toEqual([broken])
  expect(await checkSums('refused')).toBe(1 + 60 * 2)
  await mlferry('import experiment --input-dir refused --experiment-name refused')
})

test('copy: the source lists an artifact and cannot give it', async () => {
  const broken = await sixtyRuns('gone')
  fromSource.rule({ match: { path: new RegExp(`${broken}/artifacts/file-0.txt`) }, action: answer(404) })
  const command = 'copy experiment --experiment gone'

  const first = await mlferry(command)

  expectNamed(first, { broken, outcome: 'degraded', reason: /file-0\.txt/ })
  expect(first.report.kinds.run).toMatchObject({ created: 59, degraded: 1 })

  fromSource.reset()
  toTarget.reset()
  const second = await mlferry(command)

  expectOnly(second, { updated: 1 })
})

test('copy: the source answers 500 for one run when half of it has arrived', async () => {
  const broken = await sixtyRuns('halfway')
  const match = ({ path }: { path: string }) => path.includes(broken) && path.includes('m001')
  fromSource.rule({ match, action: answer(500, { body: internalError }) })
  const command = 'copy experiment --experiment halfway'

  const first = await mlferry(command)

  expectNamed(first, { broken, outcome: 'failed', reason: /500/ })
  expect(first.report.kinds.run).toMatchObject({ created: 59, failed: 1 })

  fromSource.reset()
  toTarget.reset()
  const second = await mlferry(command)

  expectOnly(second, { updated: 1 })
})

test('when all is repaired the servers are equal: all that arrived before a repair arrived whole', async () => {
  expect(await compareServers(source, target, { metricsFromDatabase: true })).toEqual([])
})

const internalError = { error_code: 'INTERNAL_ERROR', message: 'the database is on fire' }

/** Fills an experiment of the source. Returns the id of the run that will break. */
async function sixtyRuns(experiment: string): Promise<string> {
  const { runIds } = await fillManyRuns(source, { experiment, runs: 60, metrics: 2, points: 3, artifactsPerRun: 1 })
  return String(runIds[30])
}

interface Finished {
  readonly exitCode: number | null
  readonly screen: string
  readonly report: CopyResult
}

async function mlferry(command: string): Promise<Finished> {
  const { exitCode, stdout, stderr } = await runMlferry([...command.split(' '), '--report', 'report.json'], {
    cwd: dir.path,
    env: {
      MLFERRY_FROM_MLFLOW_TRACKING_URI: fromSource.url,
      MLFERRY_TO_MLFLOW_TRACKING_URI: toTarget.url,
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0.1',
      MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0',
    },
  })
  const screen = `${stderr}\n${stdout}`
  const report = await readFile(dir.file('report.json'), 'utf8').catch(() => expect.fail(screen))
  return { exitCode, screen, report: JSON.parse(report) }
}

interface Named {
  readonly broken: string
  readonly outcome: 'failed' | 'degraded'
  readonly reason: RegExp
}

/** The report and the screen name this run and no other, with the reason. */
function expectNamed({ exitCode, screen, report }: Finished, { broken, outcome, reason }: Named): void {
  expect(exitCode, screen).toBe(3)
  const problems = [expect.objectContaining({ message: expect.stringMatching(reason) })]
  expect(report.objects).toEqual([expect.objectContaining({ ref: { kind: 'run', id: broken }, outcome, problems })])
  const title = outcome === 'failed' ? 'Failed (1)' : 'Degraded (1)'
  const [, section = ''] = screen.split(title)
  expect(section).toMatch(new RegExp(`^\\n  run ${broken}.*\\n.*${reason.source}`))
}

/** One run was brought, and no other was written to: they are in the end what they were before. */
function expectOnly({ exitCode, screen, report }: Finished, counts: { created?: 1; updated?: 1 }): void {
  expect(exitCode, screen).toBe(0)
  const none = { created: 0, updated: 0, degraded: 0, skipped: 0, failed: 0 }
  expect(report.kinds).toMatchObject({
    experiment: { ...none, unchanged: 1 },
    run: { ...none, ...counts, unchanged: 59 },
  })
  const writes = toTarget.writes()
  expect(writes.filter(({ route }) => route.endsWith('/runs/create'))).toHaveLength(counts.created ?? 0)
  expect(new Set(writes.flatMap(({ path, body }) => runIdsIn(`${path} ${body}`))).size).toBe(1)
}

/** Runs of the target that a write names. */
function runIdsIn(request: string): string[] {
  return [...request.matchAll(/"run_id":\s*"([0-9a-f]{32})"|\/([0-9a-f]{32})\/artifacts\//g)].map(
    ([, a, b]) => a ?? b ?? '',
  )
}

/** Runs of the source that a request asks for. */
function runsAskedFor({ requests }: ServerProxy): string[] {
  return [...new Set(requests.flatMap(({ path }) => path.match(/[0-9a-f]{32}/g) ?? []))]
}

/** How many files the export has, all as they were written. */
async function checkSums(folder: string): Promise<number> {
  await promisify(execFile)('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: dir.file(folder) })
  return (await readFile(dir.file(folder, 'SHA256SUMS'), 'utf8')).trim().split('\n').length
}
