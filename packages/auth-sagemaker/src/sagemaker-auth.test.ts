import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@mlferry/client'
import { testAuthProvider } from '@mlferry/client/testing'
import { secret } from '@mlferry/test-kit'
import { describe, expect, it } from 'vitest'
import { sagemakerAuth } from './sagemaker-auth.ts'
import { sagemakerServer } from './test-support/sagemaker-server.ts'
import { app, appArn, keysOf, quick, serverArn, trackingServer } from './test-support/settings.ts'

const auth = [sagemakerAuth()]
const foreignUri = 'https://mlflow.example.com'
const session = { ...keysOf('ASIA', secret('b')), AWS_SESSION_TOKEN: secret('token') }
const noMachine = { AWS_EC2_METADATA_DISABLED: 'true' }

testAuthProvider({ provider: sagemakerAuth(), uri: appArn, foreignUri, env: keysOf('AKIA'), otherEnv: session })
testAuthProvider({ provider: sagemakerAuth(), uri: serverArn, foreignUri, env: session, otherEnv: keysOf('AKIA') })

describe('requests to SageMaker', () => {
  it.each([
    ['an App', appArn, app],
    ['a tracking server', serverArn, trackingServer],
  ])('are signed as %s wants them', async (_, trackingUri, expected) => {
    await using server = await sagemakerServer(expected)
    const env = { ...quick, ...keysOf('AKIA'), SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: server.url }
    await using client = await createClient({ trackingUri, auth, env: { ...env, MLFLOW_WORKSPACE: 'team a' } })
    const odd = `a b+c%20d/é&=?#'()*!~ 値🚀`
    await client.request({
      method: 'GET',
      path: '/api/2.0/mlflow/runs/get',
      query: { run_id: odd, [odd]: [odd, '+', ''] },
    })
    await client.request({
      method: 'DELETE',
      path: `/api/2.0/mlflow/${encodeURIComponent(odd)}/tags/a+b(1)`,
      query: { key: odd },
    })
    await client.request({ method: 'GET', path: '/' })
    await client.request({ method: 'POST', path: '/api/2.0/mlflow/runs/log-batch', json: { text: odd.repeat(40_000) } })
    await client.request({ method: 'POST', path: '/api/2.0/mlflow/empty' })
    expect(server.received.map(({ refusal }) => refusal)).toEqual(Array(5).fill(undefined))
    expect(server.received[3]?.bytes).toBeGreaterThan(1_000_000)
  })

  it('stream their bodies, with the checksum where there is one', async () => {
    await using server = await sagemakerServer(app)
    const env = { ...quick, ...keysOf('AKIA'), SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: server.url }
    await using client = await createClient({ trackingUri: appArn, auth, env })
    const part = Buffer.alloc(300_000, 'é')
    const sha256 = createHash('sha256').update(part).update(part).digest('hex')
    async function* body() {
      yield part
      yield part
    }
    await client.artifactProxy.upload('a b/é+.bin', { size: 600_000, sha256, body })
    await client.artifactProxy.upload('unknown.bin', { size: 600_000, body })
    expect(server.received).toMatchObject([
      { refusal: undefined, bytes: 600_000, hash: sha256 },
      { refusal: undefined, bytes: 600_000, hash: 'UNSIGNED-PAYLOAD' },
    ])
  })

  it('come from two identities in one process, each with its own server', async () => {
    const known = (own: string) => ({
      credentials: (id: string) => (id === own ? { secretAccessKey: secret(own) } : undefined),
    })
    await using one = await sagemakerServer({ ...app, ...known('ONE') })
    await using two = await sagemakerServer({ ...trackingServer, ...known('TWO') })
    const envOf = (url: string, id: string) => ({
      ...quick,
      ...keysOf(id, secret(id)),
      SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: url,
    })
    await using first = await createClient({ trackingUri: appArn, auth, env: envOf(one.url, 'ONE') })
    await using second = await createClient({ trackingUri: serverArn, auth, env: envOf(two.url, 'TWO') })
    await Promise.all([first, second, first, second].map((each) => each.runs.get({ runId: 'r' }).catch(() => {})))
    expect([...one.received, ...two.received].map(({ refusal }) => refusal)).toEqual(Array(4).fill(undefined))
    await using wrong = await createClient({ trackingUri: appArn, auth, env: envOf(one.url, 'TWO') })
    await expect(wrong.runs.get({ runId: 'r' })).rejects.toMatchObject({ code: 'ERR_UNAUTHORIZED', status: 403 })
  })

  it('go to the addresses of the service when no other is named', async () => {
    const connect = async (uri: string, env = {}) => {
      await using client = await createClient({ trackingUri: uri, auth, env: { ...keysOf('A'), ...env } })
      return [client.baseUrl.href, client.aws?.region]
    }
    expect(await connect(appArn)).toEqual(['https://mlflow.sagemaker.eu-west-1.app.aws/', 'eu-west-1'])
    expect(await connect(serverArn)).toEqual(['https://us-east-2.experiments.sagemaker.aws/', 'us-east-2'])
    const gov = appArn.replace('aws:', 'aws-us-gov:').replace('eu-west-1', 'us-gov-west-1')
    expect(await connect(gov)).toEqual(['https://mlflow.sagemaker.us-gov-west-1.app.aws/', 'us-gov-west-1'])
    expect(await connect(appArn, { AWS_REGION: 'eu-west-3' })).toEqual([expect.anything(), 'eu-west-3'])
    const china = appArn.replace('aws:', 'aws-cn:').replace('eu-west-1', 'cn-north-1')
    await expect(connect(china)).rejects.toMatchObject({ code: 'ERR_PARTITION_UNSUPPORTED' })
    expect(await connect(china, { SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: 'https://vpce.example.com/x' })).toEqual([
      'https://vpce.example.com/x',
      'cn-north-1',
    ])
  })
})

describe('a connection to SageMaker', () => {
  it.each([
    ['', /arn:aws:sagemaker:/],
    ['aws:sagemaker', /region/],
    ['aws:sagemaker:eu-west-1:12:mlflow-app/app-A', /twelve digits/],
    ['aws:s3:eu-west-1:123456789012:mlflow-app/app-A', /"s3", not sagemaker/],
    ['aws:sagemaker:evil.example.com/:123456789012:mlflow-app/app-A', /no region/],
    ['aws:sagemaker:eu-west-1:123456789012:mlflow-apps/app-A', /neither/],
    ['aws:sagemaker:eu-west-1:123456789012:mlflow-app', /one id/],
    ['aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/', /the name/],
    ['aws:sagemaker:eu-west-1:123456789012:mlflow-tracking-server/a/b', /the name/],
  ])('says what is wrong in arn:%s', async (rest, reason) => {
    const error = await createClient({ trackingUri: `arn:${rest}`, auth, env: keysOf('A') }).catch((each) => each)
    expect([error.code, error.hint]).toEqual(['ERR_INVALID_ARN', expect.stringContaining('mlflow-app/app-')])
    if (rest !== '') expect(error.message).toMatch(reason)
  })

  it.each([
    ['nothing', noMachine, 'ERR_NO_CREDENTIALS', /AWS_PROFILE/],
    ['a profile that is not there', { ...noMachine, AWS_PROFILE: 'none' }, 'ERR_NO_CREDENTIALS', /existing profile/],
    ['half a key', { ...noMachine, AWS_ACCESS_KEY_ID: 'A' }, 'ERR_NO_CREDENTIALS', /AWS_SECRET_ACCESS_KEY/],
    ['no role', { ...keysOf('A'), SAGEMAKER_MLFLOW_ASSUME_ROLE_ARN: 'admin' }, 'ERR_INVALID_SETTING', /arn:aws:iam/],
    ['no address', { ...keysOf('A'), SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: 'host:1' }, 'ERR_INVALID_SETTING', /^$/],
  ])('fails at once with %s', async (_, env, code, hint) => {
    const error = await createClient({ trackingUri: appArn, auth, env }).catch((each) => each)
    expect(error.code).toBe(code)
    expect(error.hint ?? '').toMatch(hint)
  })

  it('takes new keys from its profile after a refusal, and finishes', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'mlferry-'))
    const file = join(dir, 'credentials')
    let current = 1
    const write = () =>
      writeFile(file, `[work]\naws_access_key_id = K${current}\naws_secret_access_key = ${secret(`s${current}`)}\n`)
    await write()
    const credentials = (id: string) => (id === `K${current}` ? { secretAccessKey: secret(`s${current}`) } : undefined)
    await using server = await sagemakerServer({ ...app, credentials })
    const env = {
      ...quick,
      AWS_SHARED_CREDENTIALS_FILE: file,
      AWS_PROFILE: 'work',
      SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: server.url,
    }
    await using client = await createClient({ trackingUri: appArn, auth, env })
    for (let calls = 0; calls < 60; calls++) {
      if (calls % 20 === 19) {
        current += 1
        await write()
      }
      await client.request({ method: 'GET', path: '/version' })
    }
    expect(server.received.filter(({ refusal }) => refusal !== undefined)).toHaveLength(3)
    await rm(dir, { recursive: true })
  })
})
