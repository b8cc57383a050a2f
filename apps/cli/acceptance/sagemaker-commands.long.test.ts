import { chmod, readFile } from 'node:fs/promises'
import {
  type ControlPlane,
  type ControlPlaneOptions,
  controlPlaneActions,
  defaultUser,
  distinctActions,
  judgePolicy,
  keysEnv,
  type Moto,
  openSessions,
  placesEnv,
  recordS3,
  secretMark,
  startControlPlane,
  startMoto,
  startProxy,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const region = 'eu-west-1'
const role = 'arn:aws:iam::123456789012:role/service/mlflow'
const store = 's3://churn-mlflow/artifacts'
const appArn = `arn:aws:sagemaker:${region}:123456789012:mlflow-app/app-FIRST`
const serverArn = `arn:aws:sagemaker:${region}:123456789012:mlflow-tracking-server/old-one`
const app = {
  arn: appArn,
  description: {
    ...{ Name: 'churn', Status: 'Created', MlflowVersion: '3.10.1', ArtifactStoreUri: store, RoleArn: role },
    ...{ ModelRegistrationMode: 'AutoModelRegistrationDisabled', AccountDefaultStatus: 'ENABLED' },
  },
}
const trackingServer = {
  arn: serverArn,
  description: {
    ...{ TrackingServerStatus: 'Started', IsActive: 'Active', MlflowVersion: '2.16.2', TrackingServerSize: 'Small' },
    ...{ ArtifactStoreUri: 's3://old-mlflow/artifacts', RoleArn: role, AutomaticModelRegistration: true },
  },
}

let dir: TempDir
let moto: Moto

beforeAll(async () => {
  dir = await tempDir()
  moto = await startMoto()
  await moto.createBucket('churn-mlflow', region)
  await moto.createBucket('far-away', 'us-west-2')
  await moto.createRole('mlflow', { Service: 'sagemaker.amazonaws.com' })
  await moto.createRole('of-people', { AWS: 'arn:aws:iam::123456789012:root' })
})

afterAll(() => Promise.all([moto?.close(), dir?.[Symbol.asyncDispose]()]))

test('list shows Apps and tracking servers in one table, and what is refused with the permission', async () => {
  await using plane = await startPlane({ servers: [app, trackingServer], faults: { pageSize: 1 } })
  const { stdout, exitCode } = await sagemaker(plane, 'list')
  expect(exitCode).toBe(0)
  expect(stdout).toBe(
    `                 NAME     VERSION  STATUS   DEFAULT  REGISTRATION  STORE                        ARN
App              churn    3.10.1   Created  account  off           ${store}  ${appArn}
tracking server  old-one  2.16.2   Started  -        on            s3://old-mlflow/artifacts    ${serverArn}
`,
  )
  plane.setFaults({ denied: ['ListMlflowApps'] })
  const denied = await sagemaker(plane, 'list', '--json')
  const { servers, problems } = JSON.parse(denied.stdout)
  expect(denied.exitCode).toBe(3)
  expect(servers.map(({ arn }: { arn: string }) => arn)).toEqual([serverArn])
  expect(problems).toMatchObject([
    { region, code: 'ERR_FORBIDDEN', hint: expect.stringContaining('sagemaker:ListMlflowApps on *') },
  ])
})

test('open prints the URL on standard output alone, or hands it to the browser alone', async () => {
  await using plane = await startPlane({ servers: [app, trackingServer] })
  for (const arn of [appArn, serverArn]) {
    const printed = await sagemaker(plane, 'open', arn, '--print', '--expires-in', '30')
    expect(printed.stdout.trim()).toMatch(new RegExp(`^${plane.url}/auth\\?authToken=\\S+$`))
    expect(printed.stderr).toBe('')
    expect((await fetch(printed.stdout.trim())).status).toBe(200)
  }
  await using browser = await tempDir({ 'browser.sh': '#!/bin/sh\nprintf %s "$1" > "$(dirname "$0")/url"\n' })
  await chmod(browser.file('browser.sh'), 0o755)
  const env = { BROWSER: browser.file('browser.sh'), DISPLAY: undefined, WAYLAND_DISPLAY: undefined }
  const opened = await sagemaker({ ...plane, env }, 'open', appArn)
  expect(opened, opened.stderr).toMatchObject({ exitCode: 0, stdout: `Opened ${appArn} in the browser.\n` })
  await expect.poll(() => readFile(browser.file('url'), 'utf8').catch(() => '')).toMatch(/authToken=/)
  expect(opened.stdout + opened.stderr).not.toContain(secretMark)
  const nowhere = await sagemaker({ ...plane, env: { ...env, BROWSER: undefined } }, 'open', appArn)
  expect(nowhere).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('--print') })
})

test('create-app looks first, asks once, waits, and what it made is there', async () => {
  await using plane = await startPlane({
    appIds: ['app-FIRST'],
    faults: { descriptionsUntilDone: 1, cut: { CreateMlflowApp: 1 } },
  })
  const args = ['create-app', 'churn', '--artifact-store', store, '--role', role, '--tag', 'team=churn']
  const made = await sagemaker(plane, ...args)
  expect(made, made.stderr).toMatchObject({ exitCode: 0 })
  expect(made.stdout).toMatch(/ok +name .*\n +ok +bucket .*\n +ok +role .*trusts sagemaker/)
  expect(made.stdout).toMatch(new RegExp(`ARN +${appArn}\nStatus +Created\n`))
  expect(made.stderr).toContain(`Asked for ${appArn}`)
  expect(plane.calls.filter(({ operation }) => operation === 'CreateMlflowApp')).toMatchObject([
    {
      input: {
        Name: 'churn',
        Tags: [
          { Key: 'mlferry', Value: 'created' },
          { Key: 'team', Value: 'churn' },
        ],
      },
    },
  ])
  const again = await sagemaker(plane, ...args, '--json')
  expect(JSON.parse(again.stdout).error).toMatchObject({
    code: 'ERR_APP_EXISTS',
    message: expect.stringContaining(appArn),
  })
  expect(plane.servers).toHaveLength(1)
})

test.each([
  [
    'a bucket in another region',
    ['--artifact-store', 's3://far-away/x', '--role', role],
    'ERR_BUCKET_UNFIT',
    /us-west-2/,
  ],
  [
    'a bucket that is not there',
    ['--artifact-store', 's3://not-there', '--role', role],
    'ERR_BUCKET_UNFIT',
    /no bucket/,
  ],
  ['a role that is not there', ['--artifact-store', store, '--role', `${role}x`], 'ERR_ROLE_UNFIT', /no role mlflowx/],
  [
    'a role that trusts others',
    ['--artifact-store', store, '--role', role.replace('mlflow', 'of-people')],
    'ERR_ROLE_UNFIT',
    /not trust/,
  ],
  [
    'a key of another region',
    ['--artifact-store', store, '--role', role, '--kms-key', 'arn:aws:kms:us-east-1:1:key/a'],
    'ERR_REQUEST_REFUSED',
    /key/,
  ],
])('%s is found before anything is made', async (_, args, code, message) => {
  await using plane = await startPlane({})
  const { stdout, exitCode } = await sagemaker(plane, 'create-app', 'churn', ...args, '--json')
  expect(JSON.parse(stdout).error).toMatchObject({ code, message: expect.stringMatching(message) })
  expect(exitCode).toBe(1)
  expect(plane.servers).toEqual([])
})

test('Ctrl-C leaves the App, and the command that is printed goes on waiting', async () => {
  await using plane = await startPlane({ appIds: ['app-FIRST'], faults: { descriptionsUntilDone: 3 } })
  const argv = ['sagemaker', 'create-app', 'churn', '--artifact-store', store, '--role', role]
  let sent = false
  const onStderr = (stderr: string) => {
    if (sent || !/0:00 {2}churn is Creating/.test(stderr)) return undefined
    sent = true
    return 'SIGINT' as const
  }
  const stopped = await runMlferry(argv, { cwd: dir.path, env: envOf(plane), onStderr })
  expect(stopped.exitCode).toBe(130)
  expect(stopped.stderr).toContain(`mlferry sagemaker wait ${appArn}`)
  expect(stopped.stderr).not.toContain('same command goes on')
  plane.setFaults({})
  expect(plane.servers).toMatchObject([{ description: { Status: 'Creating' } }])
  plane.change(appArn, { Status: 'Created' })
  expect(await sagemaker(plane, 'wait', appArn)).toMatchObject({
    exitCode: 0,
    stdout: expect.stringContaining('Created'),
  })
})

test('an update sends the registration mode as it is, and only what is asked for changes', async () => {
  const registering = {
    ...app,
    description: { ...app.description, ModelRegistrationMode: 'AutoModelRegistrationEnabled' },
  }
  await using plane = await startPlane({ servers: [registering], faults: { descriptionsUntilDone: 0 } })
  const renamed = await sagemaker(plane, 'update-app', appArn, '--name', 'new', '--maintenance-window', 'TUE:03:30')
  expect(renamed, renamed.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/registration +on/) })
  expect(plane.calls.find(({ operation }) => operation === 'UpdateMlflowApp')?.input).toEqual({
    ...{ Arn: appArn, Name: 'new', WeeklyMaintenanceWindowStart: 'Tue:03:30' },
    ModelRegistrationMode: 'AutoModelRegistrationEnabled',
  })
  const off = await sagemaker(plane, 'update-app', appArn, '--no-register-models', '--json')
  expect(JSON.parse(off.stdout).server).toMatchObject({
    registersModels: false,
    name: 'new',
    maintenanceWindow: 'Tue:03:30',
  })
  expect(await sagemaker(plane, 'update-app', appArn)).toMatchObject({ exitCode: 2 })
})

test('a tracking server is stopped, started and resized, and keeps its registration mode', async () => {
  await using plane = await startPlane({ servers: [trackingServer], faults: { descriptionsUntilDone: 0 } })
  const told = async (...args: string[]) => (await sagemaker(plane, ...args, serverArn)).stdout.trim()
  expect(await told('stop')).toBe('old-one is Stopped.')
  expect(await told('stop')).toBe('old-one is Stopped.')
  expect(await told('start')).toBe('old-one is Started.')
  expect(await told('resize', '--size', 'Large')).toBe('old-one is Large, and Updated.')
  const changes = plane.calls.filter(({ operation }) => /^(Start|Stop|Update)/.test(operation))
  expect(changes.map(({ operation }) => operation)).toEqual([
    ...['StopMlflowTrackingServer', 'StartMlflowTrackingServer', 'UpdateMlflowTrackingServer'],
  ])
  expect(plane.servers[0]?.description).toMatchObject({ AutomaticModelRegistration: true, TrackingServerSize: 'Large' })
  expect(JSON.parse((await sagemaker(plane, 'stop', appArn, '--json')).stdout).error.code).toBe('ERR_NOT_FOUND')
})

test('delete needs the name, and a proof or the word that there is none', async () => {
  await using plane = await startPlane({ servers: [app], faults: { descriptionsUntilDone: 0 } })
  const { stderr, exitCode } = await sagemaker(plane, 'delete', appArn, '--confirm', 'churn')
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--proof')])
  expect(await sagemaker(plane, 'delete', appArn, '--confirm', 'other', '--without-proof')).toMatchObject({
    exitCode: 2,
  })
  expect(await sagemaker(plane, 'delete', appArn, '--without-proof')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--confirm churn'),
  })
  expect(plane.calls.map(({ operation }) => operation)).not.toContain('DeleteMlflowApp')
  const deleted = await sagemaker(plane, 'delete', appArn, '--confirm', 'churn', '--without-proof')
  expect(deleted).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`What lies in ${store} stays.`) })
})

test('the policies of create and cleanup allow what these commands do, and no more', async () => {
  await using plane = await startPlane({
    appIds: ['app-FIRST'],
    servers: [trackingServer],
    faults: { descriptionsUntilDone: 0 },
  })
  await using s3 = await startProxy(moto.url)
  await using iam = await startProxy(moto.url)
  const env = { AWS_ENDPOINT_URL_S3: s3.url, AWS_ENDPOINT_URL_IAM: iam.url }
  const policyOf = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await sagemaker({ ...plane, env }, 'policy', ...args)
    expect(exitCode, stderr).toBe(0)
    return JSON.parse(stdout)
  }
  const create = await policyOf('--for', 'create', '--role', role, '--artifact-store', store)
  const cleanup = await policyOf('--for', 'cleanup', '--from', serverArn)
  const inS3 = recordS3(s3)
  const asked = plane.calls.length

  await sagemaker({ ...plane, env }, 'create-app', 'churn', '--artifact-store', store, '--role', role)
  await sagemaker({ ...plane, env }, 'open', appArn, '--print')
  const ofRole = iam.requests.map(() => ({ action: 'iam:GetRole', resource: role }))
  const created = [...controlPlaneActions(plane.calls.slice(asked)), ...inS3, ...ofRole]
  expect(await judgePolicy(create, distinctActions(created))).toEqual({ missing: [], unused: [] })

  const before = plane.calls.length
  await sagemaker({ ...plane, env }, 'stop', serverArn)
  await sagemaker({ ...plane, env }, 'delete', serverArn, '--confirm', 'old-one', '--without-proof')
  expect(plane.servers.map(({ arn }) => arn)).toEqual([appArn])
  const ended = controlPlaneActions(plane.calls.slice(before))
  expect(await judgePolicy(cleanup, distinctActions(ended))).toEqual({ missing: [], unused: [] })
})

test('policy says what is missing, and writes Terraform with a comment for each statement', async () => {
  await using plane = await startPlane({ servers: [app] })
  expect(await sagemaker(plane, 'policy', '--to', appArn)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--from'),
  })
  const { stdout, stderr } = await sagemaker(
    plane,
    'policy',
    '--for',
    'app-role',
    '--to',
    appArn,
    '--format',
    'terraform',
  )
  expect(stdout).toMatch(/# Read and write artifacts in the store\.\n {2}statement \{/)
  expect(stdout).toContain('arn:aws:s3:::churn-mlflow/artifacts/*')
  // The role that the App has, so that what was made by hand can be taken over.
  expect(stdout).toContain(
    'resource "aws_iam_role" "mlferry_app_role" {\n  name               = "mlflow"\n  path               = "/service/"',
  )
  expect(stderr).toContain('Experiments of')
})

function startPlane(options: Partial<ControlPlaneOptions>): Promise<ControlPlane> {
  return startControlPlane({ region, sessions: openSessions([defaultUser]), ...options })
}

interface Plane {
  readonly url: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

function envOf({ url, env }: Plane) {
  const places = placesEnv({ region, arn: appArn, endpoint: url, controlPlane: url, s3: moto.url })
  return { ...places, ...keysEnv(defaultUser), AWS_ENDPOINT_URL_IAM: moto.url, ...env }
}

function sagemaker(plane: Plane, ...argv: string[]) {
  return runMlferry(['sagemaker', ...argv], { cwd: dir.path, env: envOf(plane) })
}
