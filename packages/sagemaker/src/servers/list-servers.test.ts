import { expect, test } from 'vitest'
import { app, appArn, serverArn, startPlane, trackingServer } from '../test-support/start-plane.ts'
import { listServers } from './list-servers.ts'

test('Apps and tracking servers come with what only a description says', async () => {
  const foreign = { ...app, arn: appArn.replace('123456789012', '210987654321') }
  await using started = await startPlane({ servers: [trackingServer, app, foreign], faults: { pageSize: 1 } })
  const { servers, problems } = await listServers(started.plane)
  expect(problems).toEqual([])
  expect(servers).toMatchObject([
    { arn: appArn, name: 'churn', version: '3.10.1', accountDefault: true, registersModels: false, stopped: false },
    { arn: serverArn, name: 'old-one', version: '2.16.2', size: 'Small', artifactStore: 's3://old-mlflow/artifacts' },
  ])
})

test.each([
  ['ListMlflowApps', [serverArn]],
  ['ListMlflowTrackingServers', [appArn]],
  ['DescribeMlflowApp', [appArn, serverArn]],
])('who may not use %s sees the rest, and what to allow', async (operation, arns) => {
  await using started = await startPlane({ servers: [app, trackingServer], faults: { denied: [operation] } })
  const { servers, problems } = await listServers(started.plane)
  expect(servers.map(({ arn }) => arn)).toEqual(arns)
  expect(problems).toMatchObject([{ code: 'ERR_FORBIDDEN', hint: expect.stringContaining(`sagemaker:${operation}`) }])
})
