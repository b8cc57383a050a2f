import { isFatal } from '@mlferry/core'
import { secret, secretMark } from '@mlferry/test-kit'
import { describe, expect, it } from 'vitest'
import { createClient } from './create-client.ts'
import { type HttpError, isRouteMissing } from './errors/http-error.ts'
import { json, page, quick, type Script, scriptedServer } from './test-support/scripted-server.ts'

describe('answers', () => {
  it('names the code of MLflow, and tells a missing route from a missing object', async () => {
    const script: Script = ({ url }, response) => {
      if (url.includes('/runs/get'))
        return json(response, { error_code: 'RESOURCE_DOES_NOT_EXIST', message: 'No run' }, 404)
      page(response, 404)
    }
    await using server = await scriptedServer(script)
    await using client = await connect(server.url)
    const noRun = await client.runs.get({ runId: 'r' }).catch((each) => each)
    expect([noRun.code, noRun.status, noRun.mlflowCode, isRouteMissing(noRun)]).toEqual([
      'ERR_NOT_FOUND',
      404,
      'RESOURCE_DOES_NOT_EXIST',
      false,
    ])
    expect(noRun.message).toMatch(/^GET http.*answered 404 RESOURCE_DOES_NOT_EXIST: No run$/)
    const noRoute = await client
      .request<HttpError>({ method: 'GET', path: '/api/3.0/mlflow/new' })
      .catch((each) => each)
    expect([noRoute.code, isRouteMissing(noRoute)]).toEqual(['ERR_ROUTE_MISSING', true])
  })

  it('refuses a web page where the API should be', async () => {
    await using server = await scriptedServer((_, response) => page(response))
    await using client = await connect(server.url)
    const calls = [
      client.runs.get({ runId: 'r' }),
      client.server.version(),
      client.metrics.history({ runId: 'r', key: 'k' }).next(),
    ]
    for (const result of await Promise.allSettled(calls)) {
      const { reason } = result as PromiseRejectedResult
      expect([reason.code, isFatal(reason)]).toEqual(['ERR_NOT_AN_MLFLOW_API', true])
    }
  })

  it('refuses what is not JSON', async () => {
    await using server = await scriptedServer((_, response) => void response.end('{"runs": [,]}'))
    await using client = await connect(server.url)
    const error = await client.runs
      .search({ experimentIds: ['0'] })
      .next()
      .catch((each) => each)
    expect(error.code).toBe('ERR_INVALID_ANSWER')
    expect(error.message).toContain('offset 10')
  })

  it('never shows a secret', async () => {
    const script: Script = (_, response) =>
      json(response, { error_code: 'X', message: `authorization: Bearer ${secret('tok-123')}` }, 400)
    await using server = await scriptedServer(script)
    const trackingUri = server.url.replace('//', `//user:${secret('hunter2')}@`)
    await using client = await createClient({
      trackingUri,
      env: { ...quick, MLFLOW_TRACKING_TOKEN: secret('tok-123') },
    })
    const query = { 'X-Amz-Signature': secret('abc') }
    const error = await client.request<HttpError>({ method: 'GET', path: '/x', query }).catch((each) => each)
    expect(server.received[0]?.headers.authorization).toBe(`Basic ${btoa(`user:${secret('hunter2')}`)}`)
    expect(JSON.stringify([error.message, error.url, client.baseUrl])).not.toContain(secretMark)
  })
})

describe('pages', () => {
  it('are read to the end, with max_results in every request', async () => {
    const script: Script = ({ body }, response) => {
      const { page_token = '0' } = JSON.parse(body)
      const next = Number(page_token) + 1
      json(response, {
        runs: [{ info: { run_id: page_token, experiment_id: '0' } }],
        ...(next < 4 && { next_page_token: String(next) }),
      })
    }
    await using server = await scriptedServer(script)
    await using client = await connect(server.url)
    const runs = await Array.fromAsync(client.runs.search({ experimentIds: ['0'] }))
    expect(runs.map((run) => run.info.run_id)).toEqual(['0', '1', '2', '3'])
    expect(server.received.every((each) => JSON.parse(each.body).max_results === 1000)).toBe(true)
  })

  it('end with an error when a token comes twice', async () => {
    await using server = await scriptedServer((_, response) =>
      json(response, { metrics: [], next_page_token: 'stuck' }),
    )
    await using client = await connect(server.url)
    const calls = [
      Array.fromAsync(client.runs.search({ experimentIds: ['0'] })),
      Array.fromAsync(client.experiments.search()),
      Array.fromAsync(client.metrics.history({ runId: 'r', key: 'k' })),
      Array.fromAsync(client.artifacts.list({ runId: 'r' })),
    ]
    for (const result of await Promise.allSettled(calls)) {
      expect(result).toMatchObject({ reason: { code: 'ERR_PAGE_TOKEN_REPEATED' } })
    }
  })
})

describe('requests', () => {
  it('keep the path prefix, encode strictly, and carry workspace and exact numbers', async () => {
    await using server = await scriptedServer((_, response) => json(response, {}))
    const env = { ...quick, MLFLOW_WORKSPACE: 'team-1' }
    await using client = await createClient({ trackingUri: `${server.url}/mlflow/team-1/`, env })
    await client.request({ method: 'GET', path: '/api/x', query: { a: ["b c'+", 'é'], none: undefined } })
    await client.runs.logBatch({
      runId: 'r',
      metrics: [{ key: 'm', value: Number.NaN, timestamp: 1, step: 2n ** 62n }],
    })
    const [read, write] = server.received
    expect(read?.url).toBe('/mlflow/team-1/api/x?a=b%20c%27%2B&a=%C3%A9')
    expect(read?.headers).toMatchObject({ 'x-mlflow-workspace': 'team-1', 'user-agent': 'mlferry' })
    expect(write?.body).toBe(
      '{"run_id":"r","metrics":[{"key":"m","value":"NaN","timestamp":1,"step":4611686018427387904}]}',
    )
  })
})

function connect(trackingUri: string) {
  return createClient({ trackingUri, env: quick })
}
