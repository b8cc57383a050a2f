import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CopyResult } from '@mlferry/cli-kit'
import {
  compareServers,
  type Difference,
  fillSamples,
  type MlflowServer,
  postToServer,
  type SagemakerStandIn,
  startAppStandIn,
  startMlflowServer,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { keys, runInTerminal, type TerminalOptions } from '../src/run-in-terminal.ts'
import { runMlferry } from '../src/run-mlferry.ts'

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 1_800_000 })
// Webhooks of the samples name an address that must not be reached.
const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' }
const role = 'arn:aws:iam::123456789012:role/service/mlflow'
const ignored = { ignoreTags: ['mlflow.modelVersions'] }
const stack = new AsyncDisposableStack()
let source: MlflowServer
let dir: TempDir

beforeAll(async () => {
  source = stack.use(await startMlflowServer({ env }))
  await fillSamples(source)
})

beforeEach(async () => {
  dir = stack.use(await tempDir())
})

afterAll(() => stack.disposeAsync())

test('somebody at a terminal makes an App and moves into it, killed at every step', async () => {
  await using app = await startAppStandIn({ created: false, serverEnv: env })
  await app.moto.createRole('mlflow', { Service: 'sagemaker.amazonaws.com' })
  const terminal = (typed: TerminalOptions['typed'], ending: Pick<TerminalOptions, 'kill' | 'killAt'> = {}) =>
    runInTerminal(['migrate'], { cwd: dir.path, env: envOf(app), typed, ...ending })
  // What is set already stands there to be taken.
  const ofSource = [/Address of the server to leave/, keys.enter] as const
  const ofTarget = [
    [/Where to\?/, `${keys.down}${keys.down}${keys.enter}`],
    [/Region/, keys.enter],
    [/Name of the App/, `churn${keys.enter}`],
    [/Where its artifacts go/, `${app.artifactRoot}${keys.enter}`],
    [/The role that it acts in/, `${role}${keys.enter}`],
  ] as const
  const takenUp = [/Go on with a migration that is not done\?/, keys.enter] as const

  const left = await terminal([ofSource, [/Where to\?/, keys.ctrlC]])
  expect([left.exitCode, left.screen]).toEqual([130, expect.stringContaining('To go on, run the same command again')])

  app.controlPlane.setFaults({ descriptionsUntilDone: 1000 })
  const making = await terminal([takenUp, ...ofTarget], { killAt: /churn is Creating/ })
  expect(making.exitCode, making.screen).toBe(137)
  app.controlPlane.setFaults({})
  app.describe({ Status: 'Created' })
  const asking = await terminal([takenUp], { killAt: /Copy now\?/ })
  expect([asking.exitCode, asking.screen]).toEqual([
    137,
    expect.stringContaining('The App churn was asked for already'),
  ])
  await killedAt('copy', (kill) => terminal([takenUp, [/Copy now\?/, 'y']], { kill }))
  for (const step of ['catch-up', 'verify']) await killedAt(step, (kill) => terminal([takenUp], { kill }))
  const last = terminal([takenUp])
  await reached('copy', last)
  await logRun('logged while it moves')
  const { screen, exitCode } = await last

  expect(exitCode, screen).toBe(0)
  expect(screen).toContain(`MLFLOW_TRACKING_URI=${app.url}\n`)
  expect(app.controlPlane.calls.filter(({ operation }) => operation === 'CreateMlflowApp')).toHaveLength(1)
  await expectMoved(app)
})

test('with --yes it is killed at every step, and a run that is logged while it works arrives', async () => {
  await using app = await startAppStandIn({ serverEnv: env })
  const argv = ['migrate', '--from', source.url, '--to', app.url, '--yes', '--accept-degraded']
  const migrate = (kill?: AbortSignal) => runMlferry(argv, { cwd: dir.path, env: envOf(app), ...(kill && { kill }) })
  for (const step of ['plan', 'copy', 'catch-up', 'verify']) await killedAt(step, migrate)
  const last = migrate()
  await reached('catch-up', last)
  await logRun('logged while it works')
  const { exitCode, stdout, stderr } = await last
  expect(exitCode, stdout + stderr).toBe(0)
  expect(stderr).toMatch(/^Taking up the migration from .*: verifying\.\n/)
  await expectMoved(app)
})

/** The environment of a command: only the target needs AWS. */
function envOf(app: SagemakerStandIn): Readonly<Record<string, string>> {
  return { ...app.env, AWS_ENDPOINT_URL_IAM: app.moto.url, MLFLOW_TRACKING_URI: source.url }
}

/** Resolves once the migration in the state folder is at this step, or the command has ended. */
async function reached(step: string, command: Promise<Ended>): Promise<void> {
  let over = false
  void command.finally(() => {
    over = true
  })
  while (!over && (await road()).step !== step) await sleep(20)
}

async function road(): Promise<{ readonly step?: string }> {
  const folder = dir.file('mlferry/migrations')
  const [name = ''] = (await readdir(folder).catch(() => [])).filter((each) => each.endsWith('.json'))
  return JSON.parse(await readFile(`${folder}/${name}`, 'utf8').catch(() => '{}'))
}

interface Ended {
  readonly exitCode: number | null
}

/** Starts a command, and ends it with SIGKILL a moment after the migration is at this step. */
async function killedAt(step: string, start: (kill: AbortSignal) => Promise<Ended>): Promise<void> {
  const stop = new AbortController()
  const ended = start(stop.signal)
  await reached(step, ended)
  await sleep(300)
  stop.abort()
  expect([null, 137]).toContain((await ended).exitCode)
}

async function logRun(name: string): Promise<void> {
  const { run } = await postToServer<{ run: { info: { run_id: string } } }>(source.url, 'runs/create', {
    experiment_id: '0',
    run_name: name,
    start_time: Date.now(),
  })
  const { run_id } = run.info
  await postToServer(source.url, 'runs/log-metric', { run_id, key: 'loss', value: 0.5, timestamp: Date.now(), step: 1 })
  await postToServer(source.url, 'runs/update', { run_id, status: 'FINISHED', end_time: Date.now() })
}

/** Equal in the eyes of the Python client, but for what the plan names: an App of MLflow 3.10 on PostgreSQL takes less. */
async function expectMoved(app: SagemakerStandIn): Promise<void> {
  const lost = await lostByPlan()
  const isNamed = ({ name, field }: Difference) => lost.some((one) => `${name} ${field}`.includes(one))
  const differences = await compareServers(source, app, ignored)
  expect(differences.filter((each) => !isNamed(each))).toEqual([])
}

/** Ids of traces, and keys of tags. */
async function lostByPlan(): Promise<readonly string[]> {
  const [plan = ''] = (await readdir(dir.file('mlferry/jobs'))).filter((name) => name.endsWith('-plan'))
  const { objects }: CopyResult = JSON.parse(await readFile(dir.file('mlferry/jobs', plan, 'plan.json'), 'utf8'))
  return objects.flatMap(({ ref, problems }) =>
    ref.kind === 'trace' ? [ref.id] : problems.flatMap(({ message }) => /'(.+?)'/.exec(message)?.[1] ?? []),
  )
}
