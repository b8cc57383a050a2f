import { isAbort, isFatal } from '@mlferry/core'
import { describe, expect, it } from 'vitest'
import type { AuthProvider } from './auth/auth-provider.ts'
import type { ClientEvent } from './client-event.ts'
import { type ClientOptions, createClient } from './create-client.ts'
import { isHttpError } from './errors/http-error.ts'
import { isOutcomeUnknown } from './errors/outcome-unknown-error.ts'
import { aRun, json, quick, type Script, scriptedServer } from './test-support/scripted-server.ts'

const newRun = { experimentId: '0', startTime: 1 }

describe('a call that may be repeated', () => {
  it('is sent again after 502, 429, 408, a cut connection and silence', async () => {
    const script: Script = (_, response, count) => {
      if (count === 1) return json(response, 'bad gateway', 502)
      if (count === 2) return json(response, {}, 429)
      if (count === 3) return json(response, {}, 408)
      if (count === 4) return void response.destroy()
      if (count === 5) return
      if (count === 6)
        return void response.writeHead(200, { 'content-length': 100 }).write('{"run": ', () => response.destroy())
      json(response, aRun)
    }
    await using server = await scriptedServer(script)
    const events: ClientEvent[] = []
    await using client = await connect(server.url, { onEvent: (event) => events.push(event) })
    expect((await client.runs.get({ runId: 'r' })).info.run_id).toBe('r')
    expect(events.flatMap((event) => (event.type === 'retry' ? [event.attempt] : []))).toEqual([1, 2, 3, 4, 5, 6])
    const answers = events.filter((event) => event.type === 'answered')
    expect(answers.map(({ status }) => status)).toEqual([502, 429, 408, 200, 200])
    expect(answers[0]).toMatchObject({ method: 'GET', path: '/api/2.0/mlflow/runs/get' })
  })

  it('is done when it takes away what an attempt with a lost answer took away', async () => {
    const gone = { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'No tag with name: k' }
    await using server = await scriptedServer((_, response, count) =>
      count === 1 ? void response.destroy() : json(response, gone, 404),
    )
    await using client = await connect(server.url)
    await client.runs.deleteTag({ runId: 'r', key: 'k' })
    const error = await client.runs.deleteTag({ runId: 'r', key: 'k' }).catch((each) => each)
    expect([error.code, error.mlflowCode, server.received.length]).toEqual([
      'ERR_NOT_FOUND',
      'RESOURCE_DOES_NOT_EXIST',
      3,
    ])
  })

  it('gives up after MLFLOW_HTTP_REQUEST_MAX_RETRIES', async () => {
    await using server = await scriptedServer((_, response) => json(response, 'no', 503))
    await using client = await connect(server.url, { env: { ...quick, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '3' } })
    const error = await client.runs.logBatch({ runId: 'r' }).catch((each) => each)
    expect([error.code, error.status, server.received.length]).toEqual(['ERR_SERVER_FAILED', 503, 4])
  })

  it('is repeated at most twice after an error of MLflow itself', async () => {
    const body = { error_code: 'INTERNAL_ERROR', message: 'A string literal cannot contain NUL' }
    await using server = await scriptedServer((_, response) => json(response, body, 500))
    await using client = await connect(server.url)
    const error = await client.runs.setTag({ runId: 'r', key: 'k', value: '\0' }).catch((each) => each)
    expect([error.mlflowCode, server.received.length]).toEqual(['INTERNAL_ERROR', 3])
  })

  it('waits as long as Retry-After says, unless told not to', async () => {
    const script: Script = (_, response, count) => {
      if (count % 2 === 1) return void response.writeHead(429, { 'retry-after': '0.4' }).end()
      json(response, aRun)
    }
    await using server = await scriptedServer(script)
    const timed = async (env: object) => {
      await using client = await connect(server.url, { env: { ...quick, ...env } })
      const start = performance.now()
      await client.runs.get({ runId: 'r' })
      return performance.now() - start
    }
    expect(await timed({})).toBeGreaterThan(395)
    expect(
      await timed({ MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER: 'false', MLFLOW_HTTP_REQUEST_TIMEOUT: '5' }),
    ).toBeLessThan(390)
  })

  it('waits until the time that Retry-After names by the clock of the server, which may be another than ours', async () => {
    const ahead = 300_000
    const date = (milliseconds: number) => new Date(Date.now() + ahead + milliseconds).toUTCString()
    const script: Script = (_, response, count) => {
      response.setHeader('date', date(0))
      if (count === 1) return void response.writeHead(429, { 'retry-after': date(1000) }).end()
      json(response, aRun)
    }
    await using server = await scriptedServer(script)
    await using client = await connect(server.url)
    const start = performance.now()
    await client.runs.get({ runId: 'r' })
    expect(performance.now() - start).toBeLessThan(3000)
    expect(Math.abs(client.serverTime() - Date.now() - ahead)).toBeLessThan(3000)
  })
})

describe('a server that answers no call any more', () => {
  const env = { ...quick, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '100', MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0.02' }

  it.each([
    ['ERR_TIMEOUT', 'is silent', () => {}],
    ['ERR_CONNECTION_CUT', 'cuts connections', (_, response) => void response.destroy()],
  ] as [string, string, Script][])('is given up after MLFERRY_PATIENCE: %s where it %s', async (code, _, dead) => {
    await using server = await scriptedServer((...given) => (given[2] === 1 ? json(given[1], aRun) : dead(...given)))
    const events: ClientEvent[] = []
    const onEvent = (event: ClientEvent) => events.push(event)
    await using client = await connect(server.url, { env: { ...env, MLFERRY_PATIENCE: '1' }, onEvent })
    await client.runs.get({ runId: 'r' })
    const began = performance.now()

    const error = await client.runs.get({ runId: 'r' }).catch((each) => each)

    expect([error.code, isFatal(error)]).toEqual([code, true])
    expect(performance.now() - began).toBeLessThan(2500)
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'retry', attempt: 2, attempts: 101, answered: false }),
    )
    // The next call does not begin to wait anew.
    await expect(client.runs.get({ runId: 'r' })).rejects.toMatchObject({ code })
    expect(performance.now() - began).toBeLessThan(3000)
  })

  it('is waited for as long as it answers another call', async () => {
    await using server = await scriptedServer((request, response, count) => {
      if (request.url.includes('dead') && count < 12) return void response.destroy()
      json(response, aRun)
    })
    await using client = await connect(server.url, { env: { ...env, MLFERRY_PATIENCE: '0.2' } })
    const late = client.runs.get({ runId: 'dead' })
    const timer = setInterval(() => void client.runs.get({ runId: 'alive' }), 50)

    expect((await late.finally(() => clearInterval(timer))).info.run_id).toBe('r')
  })
})

describe('a call that must not be repeated', () => {
  it.each([
    ['502', (response) => json(response, 'bad gateway', 502)],
    ['504', (response) => json(response, '', 504)],
    ['a cut connection', (response) => void response.destroy()],
    ['silence', () => {}],
  ] as [string, (response: Parameters<Script>[1]) => void][])(
    'throws OutcomeUnknownError after %s',
    async (_, answer) => {
      await using server = await scriptedServer((_, response) => answer(response))
      await using client = await connect(server.url)
      const error = await client.runs.create(newRun).catch((each) => each)
      expect([isOutcomeUnknown(error), error.code, server.received.length]).toEqual([true, 'ERR_OUTCOME_UNKNOWN', 1])
    },
  )

  it('is sent again when it was certainly not done', async () => {
    const script: Script = (_, response, count) => {
      if (count === 1) return json(response, {}, 429)
      json(response, aRun)
    }
    await using server = await scriptedServer(script)
    await using client = await connect(server.url)
    expect((await client.runs.create(newRun)).info.run_id).toBe('r')
  })

  it('has failed, and is not repeated, when MLflow says so', async () => {
    await using server = await scriptedServer((_, response) => json(response, { error_code: 'INTERNAL_ERROR' }, 500))
    await using client = await connect(server.url)
    const error = await client.runs.create(newRun).catch((each) => each)
    expect([isHttpError(error), server.received.length]).toEqual([true, 1])
  })
})

describe('a server that is not there', () => {
  it('is an error that ends the job, soon, and names the variable to check', async () => {
    const server = await scriptedServer(() => {})
    await server[Symbol.asyncDispose]()
    await using client = await connect(server.url)
    const error = await client.runs.create(newRun).catch((each) => each)
    expect([error.code, isFatal(error)]).toEqual(['ERR_SERVER_UNREACHABLE', true])
    expect(error.hint).toContain('MLFLOW_TRACKING_URI')
  })
})

describe('credentials that expire', () => {
  const provider = (tokens: string[]): AuthProvider => ({
    name: 'expiring',
    handles: () => true,
    connect: async (uri) => ({
      baseUrl: new URL(uri),
      sign: async () => ({ authorization: tokens[0] ?? '' }),
      refresh: async () => tokens.shift() !== undefined && tokens.length > 0,
    }),
  })

  it('are refreshed once for all calls that were refused', async () => {
    const script: Script = ({ headers }, response) =>
      headers.authorization === 'new' ? json(response, aRun) : json(response, 'who?', 401)
    await using server = await scriptedServer(script)
    const tokens = ['old', 'new', 'never']
    await using client = await connect(server.url, { auth: [provider(tokens)] })
    await Promise.all(Array.from({ length: 5 }, () => client.runs.get({ runId: 'r' })))
    expect(tokens).toEqual(['new', 'never'])
  })

  it('end the job when that does not help', async () => {
    await using server = await scriptedServer((_, response) => json(response, 'who?', 401))
    await using client = await connect(server.url, { auth: [provider(['a', 'b', 'c'])] })
    const error = await client.runs.get({ runId: 'r' }).catch((each) => each)
    expect([error.code, isFatal(error), server.received.length]).toEqual(['ERR_UNAUTHORIZED', true, 2])
    expect(error.hint).toContain('MLFLOW_TRACKING_TOKEN')
  })
})

describe('a provider that knows more', () => {
  it('has its code and hint beside the words of the server, after the last attempt', async () => {
    await using server = await scriptedServer((_, response) => json(response, { message: 'asleep' }, 503))
    const explain = () => ({ code: 'ERR_ASLEEP', hint: 'Wake it.', fatal: true })
    const provider: AuthProvider = {
      name: 'knowing',
      handles: () => true,
      connect: async (uri) => ({ baseUrl: new URL(uri), sign: async () => ({}), explain }),
    }
    const env = { ...quick, MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1' }
    await using client = await connect(server.url, { auth: [provider], env })
    const error = await client.runs.get({ runId: 'r' }).catch((each) => each)
    expect(error).toMatchObject({ code: 'ERR_ASLEEP', hint: 'Wake it.', status: 503 })
    expect([isFatal(error), server.received.length]).toEqual([true, 2])
    expect(error.message).toContain('asleep')
  })
})

describe('giving up', () => {
  it('aborts a call under way, and the whole client', async () => {
    await using server = await scriptedServer(() => {})
    await using client = await connect(server.url, { env: {} })
    const one = await client.runs.get({ runId: 'r', signal: AbortSignal.timeout(50) }).catch((each) => each)
    expect(one.name).toBe('TimeoutError')
    const call = client.runs.get({ runId: 'r' }).catch((each) => each)
    setTimeout(() => client.close(), 50)
    expect(isAbort(await call)).toBe(true)
  })
})

function connect(trackingUri: string, options: Partial<ClientOptions> = {}) {
  return createClient({ trackingUri, env: quick, ...options })
}
