import { secret } from '@mlferry/test-kit'
import { describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { aRun, json, quick, scriptedServer } from '../test-support/scripted-server.ts'
import { testAuthProvider } from '../testing/index.ts'
import { basicAuth } from './basic-auth.ts'
import { bearerAuth } from './bearer-auth.ts'
import { mlflowAuth } from './mlflow-auth.ts'

const uri = 'https://mlflow.example.com/prefix?x=1#y'
const foreignUri = 'arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-ABCDEFGH'
const user = (name: string) => ({ MLFLOW_TRACKING_USERNAME: name, MLFLOW_TRACKING_PASSWORD: secret('pässword') })

testAuthProvider({ provider: basicAuth(), uri, foreignUri, env: user('ada'), otherEnv: user('bob') })
testAuthProvider({
  provider: basicAuth(),
  uri: `http://ada:${encodeURIComponent(secret('p@ss'))}@host:5000`,
  foreignUri,
})
testAuthProvider({
  provider: bearerAuth(),
  uri,
  foreignUri,
  env: { MLFLOW_TRACKING_TOKEN: secret('one') },
  otherEnv: { MLFLOW_TRACKING_TOKEN: secret('two') },
})
testAuthProvider({ provider: bearerAuth(async () => secret('token')), uri, foreignUri })
testAuthProvider({ provider: mlflowAuth(), uri, foreignUri, otherEnv: user('ada') })

describe('the identity of a client', () => {
  it.each([
    ['nobody', {}, '', undefined],
    ['a token', { MLFLOW_TRACKING_TOKEN: secret('tok') }, '', `Bearer ${secret('tok')}`],
    ['a user', user('ada'), '', `Basic ${Buffer.from(`ada:${secret('pässword')}`).toString('base64')}`],
    [
      'the user in the address first',
      user('ada'),
      `bob:${encodeURIComponent(secret('p@ss'))}@`,
      `Basic ${btoa(`bob:${secret('p@ss')}`)}`,
    ],
    ['nobody when the password is missing', { MLFLOW_TRACKING_USERNAME: 'ada', HOME: '/nowhere' }, '', undefined],
  ])('is %s', async (_, env, userInfo, authorization) => {
    await using server = await scriptedServer((_, response) => json(response, aRun))
    const trackingUri = server.url.replace('//', `//${userInfo}`)
    await using client = await createClient({ trackingUri, env: { ...quick, ...env } })
    await client.runs.get({ runId: 'r' })
    expect(server.received[0]?.headers.authorization).toBe(authorization)
    expect(client.baseUrl.href).toBe(`${server.url}/`)
  })

  it('is the user when there is a token too, with a warning', async () => {
    await using server = await scriptedServer((_, response) => json(response, aRun))
    const events: unknown[] = []
    const env = { ...quick, ...user('ada'), MLFLOW_TRACKING_TOKEN: secret('tok') }
    await using client = await createClient({ trackingUri: server.url, env, onEvent: (event) => events.push(event) })
    await client.runs.get({ runId: 'r' })
    expect(server.received[0]?.headers.authorization).toMatch(/^Basic /)
    expect(events[0]).toMatchObject({ type: 'warning', message: expect.stringContaining('MLFLOW_TRACKING_TOKEN') })
  })

  it.each([
    [foreignUri, 'ERR_NO_AUTH_PROVIDER', /@mlferry\/auth-sagemaker/],
    ['databricks', 'ERR_NO_AUTH_PROVIDER', /auth plugin/],
    ['databricks://profile', 'ERR_NO_AUTH_PROVIDER', /auth plugin/],
    ['mlflow.example.com', 'ERR_INVALID_TRACKING_URI', /https:/],
    ['localhost:5000', 'ERR_INVALID_TRACKING_URI', /https:/],
    ['http://', 'ERR_INVALID_TRACKING_URI', /https:/],
    ['', 'ERR_INVALID_TRACKING_URI', /https:/],
  ])('is nothing for %j', async (trackingUri, code, hint) => {
    const error = await createClient({ trackingUri, env: {} }).catch((each) => each)
    expect(error.code).toBe(code)
    expect(error.hint).toMatch(hint)
  })

  it('comes from the first provider that handles the URI', async () => {
    await using server = await scriptedServer((_, response) => json(response, aRun))
    const own = {
      name: 'own',
      handles: (each: string) => each.startsWith('my:'),
      connect: async () => ({ baseUrl: new URL(server.url), sign: async () => ({ 'x-me': 'yes' }) }),
    }
    await using client = await createClient({
      trackingUri: 'my:server',
      env: quick,
      auth: [bearerAuth(secret('no')), own],
    })
    await client.runs.get({ runId: 'r' })
    expect(server.received[0]?.headers['x-me']).toBe('yes')
  })
})
