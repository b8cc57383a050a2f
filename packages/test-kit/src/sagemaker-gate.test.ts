import { createHash } from 'node:crypto'
import { SignatureV4 } from '@smithy/signature-v4'
import { expect, test } from 'vitest'
import { type Listening, listen } from './listen.ts'
import { type SagemakerGateOptions, startSagemakerGate } from './sagemaker-gate.ts'
import { defaultUser, openSessions, type StandInUser } from './sagemaker-sessions.ts'
import { allSwitches } from './sagemaker-switches.ts'
import { secret } from './secret.ts'
import { Sha256 } from './verify-signature.ts'

const arn = 'arn:aws:sagemaker:eu-west-1:123456789012:mlflow-app/app-X'
const arnHeader = 'x-sm-mlflow-app-arn'

test('what is signed right passes with its query, body and answer; everything else is refused with 403', async () => {
  await using back = await echo()
  await using gate = await startSagemakerGate(options({ target: back.url }))
  const ask = (ours: Partial<Ask> = {}) => send({ url: gate.url, ...ours })
  expect(await ask({ path: '/a%20b/%C3%BC?x=1%2B2&y=%2F' })).toEqual([200, 'POST /a%20b/%C3%BC?x=1%2B2&y=%2F {"a":1}'])
  expect(await ask({ region: 'us-east-1' })).toEqual([403, expect.stringContaining('valid region')])
  expect(await ask({ service: 'sagemaker-mlflow' })).toEqual([403, expect.stringContaining("service: 'sagemaker'")])
  expect(await ask({ headers: {} })).toEqual([403, expect.stringContaining(arnHeader)])
  expect(await ask({ headers: { [arnHeader]: `${arn}Y` } })).toEqual([403, '{"message":"Request is not authorized"}'])
  expect(await ask({ time: Date.now() - 6 * 60_000 })).toEqual([403, expect.stringContaining('Signature expired')])
  expect(await ask({ time: Date.now() + 6 * 60_000 })).toEqual([403, expect.stringContaining('not yet current')])
  expect(await ask({ sent: '{"a":2}' })).toEqual([403, expect.stringContaining('x-amz-content-sha256')])
  const stranger = { ...defaultUser, accessKeyId: 'AKIASTRANGER' }
  expect(await ask({ user: stranger })).toEqual([403, expect.stringContaining('security token')])
  const forger = { ...defaultUser, secretAccessKey: secret('wrong') }
  expect(await ask({ user: forger })).toEqual([403, expect.stringContaining('signature we calculated')])
  expect(gate.requests.filter(({ refusal }) => refusal === undefined)).toHaveLength(1)
})

test('a session ends after its requests, or when told, and a user may be forbidden', async () => {
  await using back = await echo()
  const forbidden = { accessKeyId: 'AKIAFORBIDDEN', secretAccessKey: secret('s'), allowed: false }
  const sessions = openSessions([defaultUser, forbidden], 2)
  await using gate = await startSagemakerGate(options({ target: back.url, sessions }))
  const status = async (user: StandInUser) => (await send({ url: gate.url, user }))[0]
  const [first, second] = [sessions.start(), sessions.start()]
  expect([await status(first), await status(first), await status(first)]).toEqual([200, 200, 403])
  expect(await status(second)).toBe(200)
  sessions.expire()
  expect(await status(second)).toBe(403)
  expect([await status(forbidden), await status(defaultUser)]).toEqual([403, 200])
})

test('switches refuse what is signed right', async () => {
  await using back = await echo()
  await using gate = await startSagemakerGate(options({ target: back.url, switches: () => allSwitches }))
  const status = async (path: string, sent = '{}') => (await send({ url: gate.url, path, sent, body: sent }))[0]
  expect(await status('/ajax-api/2.0/mlflow/metrics/get-history-bulk')).toBe(403)
  expect(await status('/v1/traces')).toBe(404)
  expect(await status('/api/3.0/mlflow/scorers/list')).toBe(403)
  expect(await status('/api/2.0/mlflow/registered-models/create', '{"name":"a_b"}')).toBe(400)
  expect(await status('/api/2.0/mlflow/registered-models/create', '{"name":"ab"}')).toBe(200)
})

function options(some: Partial<SagemakerGateOptions>): SagemakerGateOptions {
  const sessions = openSessions([defaultUser])
  const place = { arn, arnHeader, service: 'sagemaker', region: 'eu-west-1' }
  return { target: '', ...place, sessions, clockOffset: () => 0, switches: () => ({}), ...some }
}

function echo(): Promise<Listening> {
  return listen(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    outgoing.end(`${incoming.method} ${incoming.url} ${Buffer.concat(chunks)}`)
  })
}

interface Ask {
  readonly url: string
  readonly path?: string
  readonly region?: string
  readonly service?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly time?: number
  readonly user?: StandInUser
  /** What is signed, and what is sent in its place. */
  readonly body?: string
  readonly sent?: string
}

async function send({ url, path = '/api', headers = { [arnHeader]: arn }, ...ask }: Ask): Promise<[number, string]> {
  const { region = 'eu-west-1', service = 'sagemaker', user = defaultUser, body = '{"a":1}' } = ask
  const signer = new SignatureV4({ region, service, credentials: user, sha256: Sha256 })
  const target = new URL(url + path)
  const signed = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: target.hostname,
      path: target.pathname,
      query: Object.fromEntries(target.searchParams),
      headers: {
        host: target.host,
        'x-amz-content-sha256': createHash('sha256').update(body).digest('hex'),
        ...headers,
      },
    },
    { signingDate: new Date(ask.time ?? Date.now()) },
  )
  const { host, ...sentHeaders } = signed.headers
  const answer = await fetch(target, { method: 'POST', headers: sentHeaders, body: ask.sent ?? body })
  return [answer.status, await answer.text()]
}
