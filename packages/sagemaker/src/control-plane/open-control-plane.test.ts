import { defaultUser, openSessions, secret } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { app, appArn, region, role, startPlane, store } from '../test-support/start-plane.ts'
import { listApps } from './list-pages.ts'
import { openControlPlane, partitionOf } from './open-control-plane.ts'

const newApp = { Name: 'churn', ArtifactStoreUri: store, RoleArn: role }
const server = { TrackingServerName: 'old-one' }

test('throttles are told by the type of the error, and the call is sent again after a pause', async () => {
  await using started = await startPlane({ servers: [app], faults: { throttled: 3 } })
  expect(await started.plane.call('DescribeMlflowApp', { Arn: appArn })).toMatchObject({ Status: 'Created' })
  expect(started.standIn.calls.map(({ error }) => error)).toEqual([...Array(3).fill('ThrottlingException'), undefined])
  expect(started.slept()).toBeGreaterThan(0)
})

test('a service that throttles on is given up after five tries and at most twenty seconds', async () => {
  await using started = await startPlane({ servers: [app], faults: { throttled: 100 } })
  const failing = started.plane.call('DescribeMlflowApp', { Arn: appArn })
  await expect(failing).rejects.toMatchObject({ code: 'ERR_RATE_LIMITED', awsType: 'ThrottlingException', status: 400 })
  expect(started.standIn.calls).toHaveLength(5)
  expect(started.slept()).toBeLessThanOrEqual(20_000)
})

test('a creation whose answer is lost is not sent again', async () => {
  await using started = await startPlane({ faults: { cut: { CreateMlflowApp: 1 } } })
  const failing = started.plane.call('CreateMlflowApp', newApp)
  await expect(failing).rejects.toMatchObject({ code: 'ERR_OUTCOME_UNKNOWN' })
  started.standIn.setFaults({ failing: 1 })
  await expect(started.plane.call('CreateMlflowApp', newApp)).rejects.toMatchObject({ code: 'ERR_OUTCOME_UNKNOWN' })
  expect(started.standIn.calls).toHaveLength(2)
  expect(started.standIn.servers).toHaveLength(1)
})

test('a throttled creation is sent again', async () => {
  await using started = await startPlane({ faults: { throttled: 2 } })
  await started.plane.call('CreateMlflowApp', newApp)
  expect(started.standIn.servers).toHaveLength(1)
})

test.each([
  ['DeleteMlflowApp', { Arn: appArn }],
  ['UpdateMlflowApp', { Arn: appArn, Name: 'new' }],
] as const)(
  '%s whose answer is lost is sent again, and its refusal then means that it was done',
  async (operation, input) => {
    await using started = await startPlane({ servers: [app], faults: { cut: { [operation]: 1 } } })
    expect(await started.plane.call(operation, input)).toEqual({})
    expect(started.standIn.calls.map(({ error }) => error)).toEqual(['cut', 'ConflictException'])
  },
)

test.each([
  [
    { denied: ['DescribeMlflowApp'] },
    { code: 'ERR_FORBIDDEN', hint: expect.stringContaining(`sagemaker:DescribeMlflowApp on ${appArn}`) },
  ],
  [{ quota: true }, { code: 'ERR_NOT_FOUND' }],
])('a refusal under %j is final and explained', async (faults, expected) => {
  await using started = await startPlane({ faults })
  await expect(started.plane.call('DescribeMlflowApp', { Arn: appArn })).rejects.toMatchObject(expected)
  expect(started.standIn.calls).toHaveLength(1)
})

test('the quota, a wrong field and a server that is busy have codes of their own', async () => {
  await using started = await startPlane({ servers: [app], faults: { quota: true } })
  const { plane } = started
  await expect(plane.call('CreateMlflowApp', newApp)).rejects.toMatchObject({ code: 'ERR_QUOTA_EXCEEDED' })
  const wrong = plane.call('UpdateMlflowApp', { Arn: appArn, WeeklyMaintenanceWindowStart: 'TUE:03:30' })
  await expect(wrong).rejects.toMatchObject({ code: 'ERR_REQUEST_REFUSED' })
  await plane.call('DeleteMlflowApp', { Arn: appArn })
  await expect(plane.call('UpdateMlflowApp', { Arn: appArn })).rejects.toMatchObject({ code: 'ERR_SERVER_BUSY' })
  await expect(plane.call('StopMlflowTrackingServer', server)).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
})

test('keys that AWS does not know, and a session that is over, say who has to do what', async () => {
  await using started = await startPlane()
  const signal = new AbortController().signal
  const unknown = await openControlPlane({ signal, env: { ...started.env, AWS_SECRET_ACCESS_KEY: secret('wrong') } })
  await expect(unknown.call('ListMlflowApps', {})).rejects.toMatchObject({ code: 'ERR_UNAUTHORIZED' })
  const sessions = openSessions([defaultUser], 0)
  const over = sessions.start()
  await using ended = await startPlane({ sessions })
  const env = {
    ...ended.env,
    AWS_ACCESS_KEY_ID: over.accessKeyId,
    AWS_SECRET_ACCESS_KEY: over.secretAccessKey,
    AWS_SESSION_TOKEN: over.sessionToken,
  }
  const plane = await openControlPlane({ signal, env })
  await expect(plane.call('ListMlflowApps', {})).rejects.toMatchObject({ code: 'ERR_SESSION_EXPIRED' })
})

test('pages are followed, and a token that repeats ends the list', async () => {
  const servers = ['A', 'B', 'C'].map((id) => ({ ...app, arn: `${appArn}${id}` }))
  await using started = await startPlane({ servers, faults: { pageSize: 1, moreFields: { Unknown: 1 } } })
  expect((await Array.fromAsync(listApps(started.plane))).map(({ Arn }) => Arn?.at(-1))).toEqual(['A', 'B', 'C'])
  started.standIn.setFaults({ endlessPages: true })
  await expect(Array.fromAsync(listApps(started.plane))).rejects.toMatchObject({ code: 'ERR_PAGE_TOKEN_REPEATED' })
})

test('an address where nobody listens is an error of the network, after some tries', async () => {
  await using started = await startPlane()
  await started.standIn.close()
  await expect(started.plane.call('CreateMlflowApp', newApp)).rejects.toMatchObject({ code: 'ERR_SERVER_UNREACHABLE' })
})

test('a region is needed, and becomes no part of another host', async () => {
  await using started = await startPlane()
  const { AWS_REGION, AWS_DEFAULT_REGION, ...env } = started.env
  await expect(openControlPlane({ env })).rejects.toMatchObject({ code: 'ERR_INVALID_SETTING' })
  await expect(openControlPlane({ env, region: 'evil.com/x' })).rejects.toMatchObject({ code: 'ERR_INVALID_SETTING' })
  expect((await openControlPlane({ env, region })).partition).toBe('aws')
})

test.each([
  ['eu-west-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eusc-de-east-1', 'aws-eusc'],
])('%s is in the partition %s', (name, partition) => {
  expect(partitionOf(name)).toBe(partition)
})
