import {
  answer,
  delay,
  type MlflowServer,
  postToServer,
  type SagemakerStandIn,
  startAppStandIn,
  startMlflowServer,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'
import type { RunNodeOptions } from '../src/run-node.ts'

const on = 'AutoModelRegistrationEnabled'
const off = 'AutoModelRegistrationDisabled'
const pause = '--pause-model-registration'
const createVersion = { path: /model-versions\/create$/ }

let dir: TempDir
let source: MlflowServer
let app: SagemakerStandIn

beforeAll(async () => {
  dir = await tempDir()
  source = await startMlflowServer()
  app = await startAppStandIn({ description: { ModelRegistrationMode: on } })
})

afterAll(() => Promise.all([app?.close(), source?.close(), dir?.[Symbol.asyncDispose]()]))

let tests = 0
let callsBefore = 0

/** Each test copies models that no other one has; names with a line are refused while registration is on. */
beforeEach(async () => {
  tests += 1
  for (const name of [`plain-${tests}`, `with_line_${tests}`]) {
    await postToServer(source.url, 'registered-models/create', { name })
    await postToServer(source.url, 'model-versions/create', { name, source: `s3://elsewhere/${name}` })
  }
  app.proxy.reset()
  app.controlPlane.setFaults({ descriptionsUntilDone: 0 })
  app.describe({ ModelRegistrationMode: on })
  callsBefore = app.controlPlane.calls.length
})

test('without the flag a copy says what registration would make; with it none is made, and it is on again after that', async () => {
  const refused = await copyAll()
  expect([refused.exitCode, refused.stderr]).toEqual([1, expect.stringContaining('ERR_MODEL_NAMES_REFUSED')])
  const foreseen = 'makes up to 2 model package groups and 2 model packages of what is copied'
  expect(refused.stderr).toContain(foreseen)
  expect((await copyAll('--dry-run', pause)).stderr).toContain(foreseen)
  expect(modesSet()).toEqual([])

  const paused = await copyAll(pause)
  expect(paused.exitCode, paused.stderr).toBe(0)
  expect(paused.stderr).toMatch(/For this job, automatic model registration of the App \S+ is off\./)
  expect(paused.stderr).toMatch(/Automatic model registration of the App \S+ is on again\.\n$/)
  expect(paused.stderr).not.toContain('makes up to')
  expect([modesSet(), mode()]).toEqual([[off, on], on])

  // Nothing is created any more, so nothing is switched.
  expect((await copyAll(pause)).exitCode).toBe(0)
  expect(modesSet()).toEqual([off, on])
})

test('an App that has it off is left alone', async () => {
  app.describe({ ModelRegistrationMode: off })
  const { stderr, exitCode } = await copyAll(pause)
  expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('registration')])
  expect([modesSet(), mode()]).toEqual([[], off])
})

test('it is on again after a job that failed', async () => {
  app.proxy.rule({ match: createVersion, action: answer(403, { body: { message: 'No.' } }) })
  expect((await copyAll(pause)).exitCode).not.toBe(0)
  expect([modesSet(), mode()]).toEqual([[off, on], on])
})

test.each([
  ['while it is switched off', /is Updating/],
  ['in the middle of the copy', /created registeredModel/],
])('it is on again after Ctrl-C %s', async (_, moment) => {
  app.controlPlane.setFaults({ descriptionsUntilDone: 1 })
  app.proxy.rule({ match: createVersion, action: delay(500) })
  let sent = false
  const onStderr = (stderr: string) => {
    if (sent || !moment.test(stderr)) return undefined
    sent = true
    return 'SIGINT' as const
  }
  const interrupted = await copyAll(pause, '--verbose', { onStderr })
  expect(interrupted.exitCode, interrupted.stderr).toBe(130)
  expect(interrupted.stderr).toMatch(/Automatic model registration of the App \S+ is on again\.\n$/)
  expect([modesSet(), mode()]).toEqual([[off, on], on])
})

test('after a kill, other commands tell of it, and the next run of the job puts it back', async () => {
  await killedCopy()
  expect([modesSet(), mode()]).toEqual([[off], off])
  const told =
    /Since a job that was stopped, automatic model registration of the App \S+ is off\. .*resume-registration arn:/
  for (const argv of [
    ['doctor', '--to', app.url],
    ['sagemaker', 'describe', app.url],
    ['info', '--to', app.url],
  ])
    expect((await mlferry(argv)).stderr).toMatch(told)

  const again = await copyAll(pause)
  expect(again.exitCode, again.stderr).toBe(0)
  expect(again.stderr).toMatch(/Since an earlier job, automatic .* is off\. At the end of this one, .* is on again\./)
  expect([modesSet(), mode()]).toEqual([[off, on], on])
  expect((await mlferry(['info', '--to', app.url])).stderr).toBe('')
})

test('after a kill, resume-registration puts it back', async () => {
  await killedCopy()
  const resumed = await mlferry(['sagemaker', 'resume-registration', app.url])
  expect(resumed).toMatchObject({
    exitCode: 0,
    stdout: expect.stringMatching(/registration of \S+ is on\.\n$/),
    stderr: '',
  })
  expect([modesSet(), mode()]).toEqual([[off, on], on])
  expect((await mlferry(['sagemaker', 'describe', app.url])).stderr).toBe('')
})

test('it is on again with new credentials when the session of the job has expired', async () => {
  app.proxy.rule({ match: createVersion, action: delay(300) })
  const expire = onceSeen(createVersion.path, () => app.expireSessions())
  const { exitCode, stderr } = await copyAll(pause, { env: to(app.sessionEnv) })
  clearInterval(expire)
  expect(exitCode, stderr).toBe(0)
  expect([modesSet(), mode()]).toEqual([[off, on], on])
})

test('when nobody can sign in any more, it says what to do, and who signs in again puts it back', async () => {
  app.proxy.rule({ match: createVersion, action: delay(300) })
  const env = to({ ...app.env, ...(await sessionKeys()) })
  const expire = onceSeen(createVersion.path, () => app.expireSessions())
  const { exitCode, stderr } = await copyAll(pause, { env })
  clearInterval(expire)
  expect(exitCode).toBe(1)
  expect(stderr).toMatch(
    /Not put back: automatic model registration of the App \S+ is off\. .*sign in again.*\n.*mlferry sagemaker resume-registration arn:/,
  )
  expect(mode()).toBe(off)
  expect((await copyAll(pause)).exitCode).toBe(0)
  expect([modesSet(), mode()]).toEqual([[off, on], on])
})

test('who may not switch it is told before anything is written', async () => {
  app.controlPlane.setFaults({ denied: ['UpdateMlflowApp'] })
  const { exitCode, stderr } = await copyAll(pause)
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('sagemaker:UpdateMlflowApp')])
  expect(app.proxy.writes()).toEqual([])
  const elsewhere = await mlferry(['copy', 'all', '--from', app.url, '--to', source.url, pause])
  expect(elsewhere).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(`${pause} cannot be used with http`) })
})

type Options = Omit<RunNodeOptions, 'cwd'>

function copyAll(...given: readonly (string | Options)[]) {
  const flags = given.filter((each) => typeof each === 'string')
  const options = given.find((each) => typeof each !== 'string')
  // Files of the versions lie nowhere.
  return mlferry(['copy', 'all', '--from', source.url, '--to', app.url, '--accept-degraded', ...flags], options)
}

function mlferry(argv: readonly string[], options: Options = {}) {
  const env =
    argv[0] === 'sagemaker' || argv[0] === 'copy' ? { ...app.env, MLFLOW_TRACKING_URI: undefined } : to(app.env)
  return runMlferry(argv, { cwd: dir.path, env, ...options })
}

async function killedCopy(): Promise<void> {
  app.proxy.rule({ match: createVersion, action: delay(1000) })
  const killed = new AbortController()
  const watch = onceSeen(createVersion.path, () => killed.abort())
  const { exitCode } = await copyAll(pause, { kill: killed.signal })
  clearInterval(watch)
  expect(exitCode).toBe(null)
  app.proxy.reset()
}

function onceSeen(path: RegExp, act: () => void): NodeJS.Timeout {
  const watch = setInterval(() => {
    if (!app.proxy.requests.some((request) => path.test(request.path))) return
    clearInterval(watch)
    act()
  }, 10)
  return watch
}

/** Keys of a session as they stand in a shell: nobody can renew them. */
async function sessionKeys() {
  const answered = await fetch(app.sessionEnv.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? '')
  const { AccessKeyId, SecretAccessKey, Token } = (await answered.json()) as Record<string, string>
  return { AWS_ACCESS_KEY_ID: AccessKeyId, AWS_SECRET_ACCESS_KEY: SecretAccessKey, AWS_SESSION_TOKEN: Token }
}

function to(env: Readonly<Record<string, string | undefined>>) {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [`MLFERRY_TO_${name}`, value]))
}

function mode(): unknown {
  return app.controlPlane.servers[0]?.description.ModelRegistrationMode
}

function modesSet(): readonly unknown[] {
  const calls = app.controlPlane.calls.slice(callsBefore)
  return calls
    .filter(({ operation }) => operation === 'UpdateMlflowApp')
    .map(({ input }) => input.ModelRegistrationMode)
}
