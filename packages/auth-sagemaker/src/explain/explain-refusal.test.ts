import { createClient } from '@mlferry/client'
import { isFatal } from '@mlferry/core'
import { secret } from '@mlferry/test-kit'
import { describe, expect, it } from 'vitest'
import { sagemakerAuth } from '../sagemaker-auth.ts'
import { sagemakerServer } from '../test-support/sagemaker-server.ts'
import { app, appArn, keysOf, quick, serverArn, trackingServer } from '../test-support/settings.ts'

const auth = [sagemakerAuth()]
const fromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000)
const now = { MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' }

async function failure(arn: string, url: string, key?: string) {
  const env = { ...quick, ...now, ...keysOf('AKIA', key), SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: url }
  await using client = await createClient({ trackingUri: arn, auth, env })
  return await client.runs.get({ runId: 'r' }).catch((error) => error)
}

describe('a refusal by SageMaker', () => {
  it.each([
    [appArn, 403, 'Request is not authorized', 'ERR_FORBIDDEN', `Allow sagemaker:CallMlflowAppApi on ${appArn}`],
    [serverArn, 403, 'not authorized to perform', 'ERR_FORBIDDEN', `Allow sagemaker-mlflow:GetRun on ${serverArn}`],
    [appArn, 403, 'The security token included in the request is expired', 'ERR_SESSION_EXPIRED', 'aws sso login'],
    [appArn, 400, 'ExpiredTokenException', 'ERR_SESSION_EXPIRED', 'AWS_ACCESS_KEY_ID'],
    [serverArn, 503, 'Service Unavailable', 'ERR_SERVER_STOPPED', `mlferry sagemaker start ${serverArn}`],
    [serverArn, 400, 'The tracking server is in status Stopped', 'ERR_SERVER_STOPPED', 'mlferry sagemaker start'],
    [appArn, 503, 'Service Unavailable', 'ERR_SERVER_FAILED', ''],
  ])('by %s with %i %s is explained', async (arn, status, message, code, hint) => {
    const expected = arn === appArn ? app : trackingServer
    await using server = await sagemakerServer(expected, () => ({ status, body: { message } }))
    const error = await failure(arn, server.url)
    expect([error.code, error.status]).toEqual([code, status])
    expect(error.message).toContain(message)
    expect(error.hint ?? '').toContain(hint)
  })

  it('of a permission asks once, not again with other credentials', async () => {
    const refusal = { status: 403, body: { message: 'User is not authorized to perform this' } }
    await using server = await sagemakerServer(app, () => refusal)
    await failure(appArn, server.url)
    expect(server.received).toHaveLength(1)
  })

  it.each([
    [20, '20 minutes behind AWS'],
    [-20, '20 minutes ahead of AWS'],
  ])('of a clock that is off by %i minutes says how much', async (minutes, text) => {
    await using server = await sagemakerServer({ ...app, now: fromNow(minutes) })
    const error = await failure(appArn, server.url)
    expect([error.code, isFatal(error)]).toEqual(['ERR_CLOCK_OFF', true])
    expect(error.hint).toContain(text)
  })

  it('of a secret key or a region names what is wrong', async () => {
    await using server = await sagemakerServer(app)
    const wrongSecret = await failure(appArn, server.url, secret('another'))
    expect([wrongSecret.code, isFatal(wrongSecret)]).toEqual(['ERR_UNAUTHORIZED', true])
    expect(wrongSecret.hint).toContain('The secret key of AWS_ACCESS_KEY_ID is wrong')
    const wrongRegion = await failure(appArn.replace('eu-west-1', 'eu-west-2'), server.url)
    expect(wrongRegion.hint).toContain('the region eu-west-2')
  })

  it('that is silence names the region', async () => {
    const error = await failure(appArn, 'http://127.0.0.1:9')
    expect(error.code).toBe('ERR_SERVER_UNREACHABLE')
    expect(error.hint).toContain('eu-west-1')
  })
})
