import type { Diagnosis } from '@mlferry/cli-kit'
import {
  answer,
  digestDatabase,
  fillSampleModels,
  htmlPage,
  type Moto,
  postToServer,
  type SagemakerStandIn,
  secret,
  startAppStandIn,
  startMlflowServer,
  startMoto,
  startProxy,
  startTrackingServerStandIn,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

type Env = Readonly<Record<string, string>>

const stranger = { accessKeyId: 'AKIASTRANGER', secretAccessKey: secret('of the stranger'), allowed: false }
const denied = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'

let moto: Moto
let app: SagemakerStandIn
let old: SagemakerStandIn
let dir: TempDir

beforeAll(async () => {
  dir = await tempDir()
  moto = await startMoto()
  app = await startAppStandIn({ moto, users: [defaultKeys(), stranger] })
  old = await startTrackingServerStandIn({ moto })
})

afterAll(async () => {
  await app?.close()
  await old?.close()
  await moto?.close()
  await dir?.[Symbol.asyncDispose]()
})

afterEach(() => {
  app.setSwitches({})
  app.setClock(0)
  app.describe({ Status: 'Created', ModelRegistrationMode: 'AutoModelRegistrationDisabled' })
  old.setSwitches({})
  old.describe({ TrackingServerStatus: 'Started' })
})

test('an App in order passes every check, and nothing is left in it', async () => {
  const { lines, exitCode } = await untouched(() => doctor(app))

  const newer = expect.stringMatching(/^MLflow 3\.10\.1 does not hold issues/)
  expect(lines.filter(({ status }) => status !== 'ok')).toMatchObject([{ status: 'warning', found: newer }])
  expect(lines.filter(({ status }) => status === 'ok').map(({ check }) => check)).toEqual([
    ...['address', 'credentials', 'status', 'model registration', 'connection', 'read', 'clock', 'version', 'kinds'],
    ...['write', 'artifacts', 'artifacts: put', 'artifacts: list', 'artifacts: get', 'artifacts: delete'],
    'artifacts: region',
  ])
  expect(found(lines, 'credentials')).toMatch(/^AWS_ACCESS_KEY_ID: arn:aws:/)
  expect(exitCode).toBe(0)
})

test('without credentials: where they are looked for', async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, ...env } = app.env
  await expectFailure(app, { env }, 'credentials', /No AWS credentials/, /AWS_ACCESS_KEY_ID|AWS_PROFILE/)
})

test('the wrong region: which one was asked for', async () => {
  const to = app.url.replace('us-east-1', 'eu-west-2')
  await expectFailure(app, { to }, 'region', /valid region/, /Is eu-west-2 the region of the server/)
})

test('a stopped tracking server: the command that starts it', async () => {
  old.setSwitches({ stopped: true })
  old.describe({ TrackingServerStatus: 'Stopped' })
  const start = /mlferry sagemaker start arn:\S+team-server/
  await expectFailure(old, {}, 'status', /team-server is Stopped/, start)
})

test('no permission on the API: the action and the resource', async () => {
  const action = new RegExp(`Allow sagemaker:CallMlflowAppApi on ${app.url} to the identity of AWS_ACCESS_KEY_ID`)
  const { lines } = await expectFailure(app, { env: app.envOf(stranger) }, 'read', /not authorized/, action)
  expect(lines.find(({ check }) => check === 'status')?.cure).toContain('allow sagemaker:DescribeMlflowApp')
})

test('no permission to write one kind of a tracking server: its own action', async () => {
  old.setSwitches({ routes: [{ path: /\/runs\/log-batch$/, status: 403 }] })
  await expectFailure(old, {}, 'write', /log-batch/, /Allow sagemaker-mlflow:LogBatch on arn:aws:/)
})

test('none on PutObject: the action and the place', async () => {
  await using s3 = await startProxy(moto.url)
  s3.rule({ match: { method: 'PUT' }, action: answer(403, { headers: xml, body: denied }) })
  const place = /Allow s3:PutObject on arn:aws:s3:::mlflow-app-k5zxgexample\/artifacts\//
  const { lines } = await expectFailure(
    app,
    { env: withS3(app, s3.url) },
    'artifacts: put',
    /s3:PutObject s3:\/\//,
    place,
  )
  expect(lines).toContainEqual({ check: 'artifacts: get', status: 'ok', found: 'allowed' })
})

test('a file of its own that it may not take away is named, and is no failure', async () => {
  await using s3 = await startProxy(moto.url)
  s3.rule({ match: { method: 'DELETE' }, action: answer(403, { headers: xml, body: denied }) })
  const { lines, exitCode } = await doctor(app, { env: withS3(app, s3.url) })
  expect(lines.find(({ check }) => check === 'artifacts: delete')).toMatchObject({
    status: 'warning',
    found: expect.stringContaining('The file mlferry-check/check.txt of this check stays'),
    cure: expect.stringContaining('s3:DeleteObject'),
  })
  expect(exitCode).toBe(0)
  // The next one takes it away.
  expect(found((await doctor(app)).lines, 'artifacts: delete')).toBe('allowed')
})

test('in a bucket with versions none of them stays', async () => {
  const bucket = new URL(app.artifactRoot).host
  const on = '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>'
  await fetch(`${moto.url}/${bucket}?versioning`, { method: 'PUT', body: on })
  const { lines } = await untouched(() => doctor(app))
  expect(found(lines, 'artifacts: delete')).toBe('allowed')
})

test.each([
  [-11, '11 minutes ahead of AWS'],
  [11, '11 minutes behind AWS'],
])('a clock that is off by %i minutes: by how much', async (minutes, text) => {
  app.setClock(minutes * 60_000)
  await expectFailure(app, {}, 'clock', /Signature/, new RegExp(`${text}: set it`))
})

test('a bucket that is missing: its name and the endpoint', async () => {
  await using empty = await startMoto()
  const env = withS3(app, empty.url)
  await expectFailure(app, { env }, 'artifacts: put', /NoSuchBucket/, /Does the bucket mlflow-app-k5zxgexample exist/)
})

test('a proxy in the way: a web page is no API', async () => {
  await using proxy = await startProxy(app.endpoint)
  proxy.rule({ action: htmlPage(200, 'Sign in') })
  const env = { ...app.env, SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: proxy.url }
  await expectFailure(app, { env }, 'MLflow API', /answered with a web page/, /login page or proxy in front/)
})

test('a proxy that nobody can reach: the variable that names it', async () => {
  const env = {
    ...app.env,
    SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: 'http://mlflow.internal.example',
    HTTP_PROXY: 'http://127.0.0.1:9',
  }
  const local = { ...env, NO_PROXY: '127.0.0.1,localhost' }
  const { lines } = await expectFailure(app, { env: local }, 'connection', /Cannot reach/, /HTTPS_PROXY/)
  expect(found(lines, 'name')).toBe('mlflow.internal.example is looked up by the proxy http://127.0.0.1:9')
})

test('an old version: what it does not hold, and since when MLflow does', async () => {
  const { lines, exitCode } = await untouched(() => doctor(old))
  expect(lines).toContainEqual({
    check: 'version',
    status: 'warning',
    found: expect.stringMatching(/^MLflow 2\.16\.2 does not hold .*logged models/),
    cure: 'They came with MLflow 3.0: upgrade the server, or copy into a newer one.',
  })
  expect(exitCode).toBe(0)
})

test.each([
  ['arn:aws:sagemaker:us-east-1:1234:mlflow-app/app-X', 'address', /"1234" is no account/, /It looks like arn:aws/],
  ['arn:aws:s3:::bucket', 'address', /its service is "s3", not sagemaker/, /It looks like arn:aws/],
  [
    'arn:aws:sagemaker:us-east-1:123456789012:mlflow-app/app-OTHER',
    'status',
    /There is no App app-OTHER in us-east-1 in the account 123456789012/,
    /mlferry sagemaker list --region us-east-1/,
  ],
])('the wrong ARN %s: what is wrong in it', async (to, check, cause, cure) => {
  await expectFailure(app, { to }, check, cause, cure)
})

test('automatic model registration: names that it refuses are told before any write, with a rename file', async () => {
  await using source = await startMlflowServer({ version: '3.10.1' })
  await fillSampleModels(source)
  app.setSwitches({ underscores: true })
  app.describe({ ModelRegistrationMode: 'AutoModelRegistrationEnabled' })

  const from = ['--from', source.url]
  const { lines, exitCode } = await untouched(() => doctor(app, { more: from }))
  const registration = lines.find(({ check }) => check === 'model registration')
  expect(registration).toMatchObject({ status: 'warning', cure: expect.stringContaining('--pause-model-registration') })
  expect(exitCode).toBe(1)
  const cure = lines.find(({ check }) => check === 'model names')?.cure ?? ''
  expect(cure).toContain('    credit scorer,credit-scorer\n')

  const copied = await untouched(() => run(['copy', 'all', ...from, '--to', app.url], app.env))
  expect(copied.exitCode).toBe(1)
  expect(copied.stderr).toContain('ERR_MODEL_NAMES_REFUSED')
  expect(copied.stderr).toContain('    credit scorer,credit-scorer\n')
})

test('an import that lacks a permission ends before its first write, and names it', async () => {
  await using source = await startMlflowServer({ version: '3.10.1' })
  await fillSampleModels(source)
  await using s3 = await startProxy(moto.url)
  s3.rule({ match: { method: 'PUT' }, action: answer(403, { headers: xml, body: denied }) })
  const argv = ['copy', 'all', '--from', source.url, '--to', app.url]

  const withoutFiles = await untouched(() => run(argv, withS3(app, s3.url)))
  expect(withoutFiles.exitCode).toBe(1)
  expect(withoutFiles.stderr).toMatch(/Allow s3:PutObject on arn:aws:s3:::mlflow-app-k5zxgexample/)

  app.setSwitches({ routes: [{ method: 'POST', path: /\/experiments\/create$/, status: 403 }] })
  const withoutApi = await untouched(() => run(argv, app.env))
  expect(withoutApi.exitCode).toBe(1)
  expect(withoutApi.stderr).toContain(`Allow sagemaker:CallMlflowAppApi on ${app.url}`)
})

test('a bucket in another region than the App: both are named', async () => {
  await moto.createBucket('mlflow-far', 'eu-west-1')
  const create = async (body: object): Promise<number> => {
    const made = await postToServer<{ experiment_id: string }>(app.backend.url, 'experiments/create', body)
    return Number(made.experiment_id)
  }
  const last = await create({ name: 'one' })
  await create({ name: 'far', artifact_location: `s3://mlflow-far/artifacts/${last + 1}` })
  const cause = /s3:\/\/mlflow-far\/artifacts lies in eu-west-1, the server in us-east-1/
  await expectFailure(app, {}, 'artifacts: region', cause, /a bucket in its own region/)
})

const xml = { 'content-type': 'application/xml' }

function defaultKeys() {
  return { accessKeyId: moto.env.AWS_ACCESS_KEY_ID ?? '', secretAccessKey: moto.env.AWS_SECRET_ACCESS_KEY ?? '' }
}

function withS3({ env }: SagemakerStandIn, url: string): Env {
  return { ...env, MLFLOW_S3_ENDPOINT_URL: url, AWS_ENDPOINT_URL_S3: url }
}

interface Options {
  readonly to?: string
  readonly env?: Env
  readonly more?: readonly string[]
}

type Line = Diagnosis['findings'][number]

/** The lines of the target. */
async function doctor(
  at: SagemakerStandIn,
  { to = at.url, env = at.env, more = [] }: Options = {},
): Promise<{ lines: readonly Line[]; exitCode: number | null }> {
  const { stdout, stderr, exitCode } = await run(['doctor', ...more, '--to', to, '--json'], env)
  const ends: readonly Diagnosis[] = JSON.parse(stdout || JSON.stringify([{ findings: [], stderr }]))
  return { lines: ends.at(-1)?.findings ?? [], exitCode }
}

function run(argv: readonly string[], env: Env) {
  return runMlferry(argv, { cwd: dir.path, env: { HOME: dir.path, ...env } })
}

/** Exactly one check fails, with this cause and this cure, and nothing was written. */
async function expectFailure(at: SagemakerStandIn, options: Options, check: string, cause: RegExp, cure: RegExp) {
  const result = await untouched(() => doctor(at, options))
  const first = result.lines.find(({ status }) => status === 'failed')
  expect(first, JSON.stringify(result.lines, null, 1)).toEqual({
    check,
    status: 'failed',
    found: expect.stringMatching(cause),
    cure: expect.stringMatching(cure),
    ...(first?.code === undefined ? {} : { code: expect.stringMatching(/^ERR_/) }),
  })
  expect(result.exitCode).toBe(1)
  return result
}

/** Databases and buckets are the same before and after. */
async function untouched<T>(work: () => Promise<T>): Promise<T> {
  const before = await contents()
  const result = await work()
  expect(await contents()).toEqual(before)
  return result
}

async function contents(): Promise<readonly unknown[]> {
  const buckets = [app, old].map(async ({ artifactRoot }) => {
    const answered = await fetch(`${moto.url}/${new URL(artifactRoot).host}?versions`)
    return answered.text()
  })
  return Promise.all([digestDatabase(app.backend), digestDatabase(old.backend), ...buckets])
}

function found(lines: readonly Line[], check: string): string | undefined {
  return lines.find((line) => line.check === check)?.found
}
