import { writeFile } from 'node:fs/promises'
import {
  delay,
  postToServer,
  type SagemakerStandIn,
  startTrackingServerStandIn,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'
import type { RunNodeOptions } from '../src/run-node.ts'

const start = '--start-source'
const large = ['--resize-source', 'Large']
const stopped = { TrackingServerStatus: 'Stopped', IsActive: 'Inactive', TrackingServerSize: 'Small' }

let dir: TempDir
let source: SagemakerStandIn

beforeAll(async () => {
  dir = await tempDir()
  source = await startTrackingServerStandIn({ description: stopped })
  await postToServer(source.backend.url, 'experiments/create', { name: 'churn' })
})

afterAll(() => Promise.all([source?.close(), dir?.[Symbol.asyncDispose]()]))

let tests = 0
let callsBefore = 0

beforeEach(() => {
  tests += 1
  source.proxy.reset()
  source.controlPlane.setFaults({ descriptionsUntilDone: 0 })
  source.describe(stopped)
  callsBefore = source.controlPlane.calls.length
})

test('a stopped server is refused with what starts it, and with the flag started, read, and stopped again', async () => {
  const refused = await exportAll()
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining(start)])

  const { exitCode, stderr } = await exportAll(start, ...large)
  expect(exitCode, stderr).toBe(0)
  const lines = stderr.split('\n').filter((line) => /tracking server/.test(line) && !/^(From|To) /.test(line))
  expect(lines).toEqual([
    'For this job, the tracking server team-server is started. At its end, the tracking server team-server is stopped again.',
    'For this job, the size of the tracking server team-server is Large. At its end, the size of the tracking server team-server is Small again.',
    'The size of the tracking server team-server is Small again.',
    'The tracking server team-server is stopped again.',
  ])
  expect(changes()).toEqual(['Start', 'Large', 'Small', 'Stop'])
  expectStopped()
})

test('a server that runs is not stopped, and one of that size keeps it', async () => {
  source.describe({ TrackingServerStatus: 'Started', IsActive: 'Active', TrackingServerSize: 'Large' })
  expect((await exportAll(start, ...large)).exitCode).toBe(0)
  expect(changes()).toEqual([])
})

test('plan and verify start it too; nothing else can be started or resized', async () => {
  expect((await exportAll(start)).exitCode).toBe(0)
  const ends = ['--from', source.url, '--to', `out-${tests}`]
  expect((await mlferry(['verify', ...ends, start])).exitCode).toBe(0)
  expect((await mlferry(['plan', '--from', source.url, '--to', 'elsewhere', start])).exitCode).toBe(0)
  expect(changes()).toEqual(['Start', 'Stop', 'Start', 'Stop', 'Start', 'Stop'])
  const other = await mlferry(['export', 'all', '--from', 'http://localhost:1', '--output-dir', 'elsewhere', start])
  expect(other).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`${start} cannot be used with http`) })
})

test('it is stopped again after a job that failed', async () => {
  await writeFile(dir.file('a-file'), '')
  const { exitCode, stderr } = await mlferry(['export', 'all', '--from', source.url, '--output-dir', 'a-file', start])
  expect(exitCode, stderr).toBe(1)
  expect(changes()).toEqual(['Start', 'Stop'])
  expectStopped()
})

test('Ctrl-C while it starts waits until it can be stopped, and stops it', async () => {
  source.controlPlane.setFaults({ descriptionsUntilDone: 2 })
  const interrupted = await exportAll(start, { onStderr: signalAt(/0:00 {2}team-server is Starting/) })
  expect(interrupted.exitCode, interrupted.stderr).toBe(130)
  expect(changes()).toEqual(['Start', 'Stop'])
  expectStopped()
})

test('Ctrl-C in the middle of the job puts size and state back', async () => {
  source.proxy.rule({ match: { path: /experiments\/search/ }, action: delay(1000) })
  const { exitCode } = await exportAll(start, ...large, { onStderr: signalAt(/^From /m) })
  expect(exitCode).toBe(130)
  expect(changes()).toEqual(['Start', 'Large', 'Small', 'Stop'])
  expectStopped()
})

test('after a kill other commands tell of it, and the next run of the job puts it back', async () => {
  await killedExport()
  expect(changes()).toEqual(['Start', 'Large'])
  const told = (await mlferry(['info', '--from', source.url, '--to', source.url])).stderr
  expect(told).toMatch(/the tracking server team-server is started\. .*or: mlferry sagemaker stop arn:/)
  expect(told).toMatch(
    /the size of the tracking server team-server is Large\. .*or: mlferry sagemaker resize arn:.* --size Small/,
  )

  const again = await exportAll(start, ...large)
  expect(again.exitCode, again.stderr).toBe(0)
  expect(changes()).toEqual(['Start', 'Large', 'Small', 'Stop'])
  expectStopped()
})

test('after a kill, the commands that are named put it back, and nothing is told any more', async () => {
  await killedExport()
  expect((await mlferry(['sagemaker', 'resize', source.url, '--size', 'Small'])).exitCode).toBe(0)
  expect((await mlferry(['sagemaker', 'stop', source.url])).exitCode).toBe(0)
  expectStopped()
  expect((await mlferry(['sagemaker', 'describe', source.url])).stderr).toBe('')
})

test('when the session has expired, the next run with a new one puts it back', async () => {
  const answered = await fetch(source.sessionEnv.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '')
  const { AccessKeyId, SecretAccessKey, Token } = (await answered.json()) as Record<string, string>
  const keys = { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey, AWS_SESSION_TOKEN: Token }
  const expire = onceRead(() => source.expireSessions())
  const expired = await exportAll(start, { env: { ...source.env, ...keys } })
  clearInterval(expire)
  expect(expired.exitCode).toBe(1)
  expect(expired.stderr).toMatch(
    /Not put back: the tracking server team-server is started\. .*sign in again.*\n.*sagemaker stop arn:/,
  )
  expect(changes()).toEqual(['Start'])
  expect((await exportAll(start)).exitCode).toBe(0)
  expect(changes()).toEqual(['Start', 'Stop'])
  expectStopped()
})

type Options = Omit<RunNodeOptions, 'cwd'>

function exportAll(...given: readonly (string | Options)[]) {
  const flags = given.filter((each) => typeof each === 'string')
  const options = given.find((each) => typeof each !== 'string')
  return mlferry(['export', 'all', '--from', source.url, '--output-dir', `out-${tests}`, ...flags], options)
}

function mlferry(argv: readonly string[], options: Options = {}) {
  return runMlferry(argv, { cwd: dir.path, env: source.env, ...options })
}

async function killedExport(): Promise<void> {
  const killed = new AbortController()
  const watch = onceRead(() => killed.abort())
  const { exitCode } = await exportAll(start, ...large, { kill: killed.signal })
  clearInterval(watch)
  expect(exitCode).toBe(null)
  source.proxy.reset()
}

/** While the first experiments are listed. */
function onceRead(act: () => void): NodeJS.Timeout {
  const searching = { path: /experiments\/search/ }
  source.proxy.rule({ match: searching, action: delay(1000) })
  const watch = setInterval(() => {
    if (!source.proxy.requests.some(({ path }) => searching.path.test(path))) return
    clearInterval(watch)
    act()
  }, 10)
  return watch
}

function signalAt(moment: RegExp): (stderr: string) => NodeJS.Signals | undefined {
  let sent = false
  return (stderr) => {
    if (sent || !moment.test(stderr)) return undefined
    sent = true
    return 'SIGINT'
  }
}

/** `Start`, `Stop`, or the size that was set. */
function changes(): readonly unknown[] {
  return source.controlPlane.calls.slice(callsBefore).flatMap(({ operation, input }) => {
    const [, verb] = /^(Start|Stop|Update)/.exec(operation) ?? []
    return verb === undefined ? [] : [verb === 'Update' ? input.TrackingServerSize : verb]
  })
}

function expectStopped(): void {
  const description = source.controlPlane.servers[0]?.description
  expect(description).toMatchObject({
    TrackingServerStatus: expect.stringMatching(/^Stopp/),
    TrackingServerSize: 'Small',
  })
  expect(description?.AutomaticModelRegistration).toBe(false)
}
