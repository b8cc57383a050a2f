import { secret } from '@mlferry/test-kit'
import { describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { aRun, json, quick, type Script, scriptedServer } from '../test-support/scripted-server.ts'

const env = { ...quick, MLFLOW_TRACKING_TOKEN: secret('token'), MLFLOW_WORKSPACE: 'team' }
const to =
  (location: string, status: number): Script =>
  (_, response) =>
    void response.writeHead(status, { location }).end()

describe('a redirect', () => {
  it.each([301, 302, 307, 308])('%i within the host keeps method, body and identity', async (status) => {
    await using server = await scriptedServer((request, response, count) => {
      if (count === 1) return to('/new/place', status)(request, response, count)
      json(response, {})
    })
    await using client = await createClient({ trackingUri: server.url, env })
    await client.runs.setTag({ runId: 'r', key: 'k', value: 'v' })
    const [first, second] = server.received
    expect([second?.method, second?.url, second?.body]).toEqual(['POST', '/new/place', first?.body])
    expect(second?.headers).toMatchObject({ authorization: `Bearer ${secret('token')}`, 'x-mlflow-workspace': 'team' })
  })

  it('to another host carries no identity, not even on the way back', async () => {
    await using server = await scriptedServer((request, response, count) => {
      if (count === 1) return to(`${other.url}/file`, 302)(request, response, count)
      json(response, aRun)
    })
    const back: Script = (request, response, count) => to(`${server.url}/back`, 302)(request, response, count)
    await using other = await scriptedServer(back)
    await using client = await createClient({ trackingUri: server.url, env })
    await client.runs.get({ runId: 'r' })
    for (const { headers } of [other.received[0], server.received[1]] as { headers: object }[]) {
      expect(headers).not.toHaveProperty('authorization')
      expect(headers).not.toHaveProperty('x-mlflow-workspace')
    }
  })

  it('to another host never carries what is written', async () => {
    await using other = await scriptedServer((_, response) => json(response, {}))
    await using server = await scriptedServer(to(`${other.url}/login?state=abc`, 307))
    await using client = await createClient({ trackingUri: server.url, env })
    const error = await client.runs.create({ experimentId: '0', startTime: 1 }).catch((each) => each)
    expect([error.code, error.status, other.received]).toEqual(['ERR_REDIRECTED', 307, []])
    expect(error.message).toContain(`to ${other.url}/login`)
    expect(error.message).not.toContain('abc')
  })

  it('is an error when MLFLOW_ALLOW_HTTP_REDIRECTS is false, and when it never ends', async () => {
    await using server = await scriptedServer(to('/again', 302))
    const settings = [{ ...env, MLFLOW_ALLOW_HTTP_REDIRECTS: 'FALSE' }, env]
    for (const each of settings) {
      await using client = await createClient({ trackingUri: server.url, env: each })
      const error = await client.runs.get({ runId: 'r' }).catch((error) => error)
      expect(error.code).toBe('ERR_REDIRECTED')
    }
    expect(server.received).toHaveLength(1 + 11)
  })
})
