import { parseSagemakerArn } from '@mlferry/auth-sagemaker'
import { judgeByBotocore } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { createApp } from '../create/create-app.ts'
import { resizeServer, startServer, stopServer } from '../servers/change-server.ts'
import { deleteServer } from '../servers/delete-server.ts'
import { describeServer } from '../servers/describe-server.ts'
import { listServers } from '../servers/list-servers.ts'
import { presignedUrl } from '../servers/presigned-url.ts'
import { updateApp } from '../servers/update-app.ts'
import { app, appArn, role, serverArn, startPlane, store, trackingServer } from '../test-support/start-plane.ts'

test('botocore finds nothing wrong in what the fourteen calls send', async () => {
  await using started = await startPlane({
    servers: [app, trackingServer],
    faults: { pageSize: 1, descriptionsUntilDone: 0 },
  })
  const { plane, standIn } = started
  const [arn, server] = [parseSagemakerArn(appArn), parseSagemakerArn(serverArn)]
  await listServers(plane)
  await createApp(plane, {
    ...{
      Name: 'new',
      ArtifactStoreUri: store,
      RoleArn: role,
      KmsKeyId: 'alias/mlflow',
      DefaultDomainIdList: ['d-abc'],
    },
    ...{ ModelRegistrationMode: 'AutoModelRegistrationEnabled', WeeklyMaintenanceWindowStart: 'Tue:03:30' },
    ...{ AccountDefaultStatus: 'ENABLED', Tags: [{ Key: 'mlferry', Value: 'created' }] },
  })
  const made = { TrackingServerName: 'new', ArtifactStoreUri: store, RoleArn: role, MlflowVersion: '3.0.1' }
  await plane.call('CreateMlflowTrackingServer', {
    ...made,
    TrackingServerSize: 'Medium',
    S3BucketOwnerVerification: true,
  })
  const changes = { Name: 'other', AccountDefaultStatus: 'DISABLED', DefaultDomainIdList: [] } as const
  await (await updateApp(plane, { arn, now: await describeServer(plane, arn), changes }))({})
  await (await stopServer(plane, server, await describeServer(plane, server)))({})
  await (await startServer(plane, server, await describeServer(plane, server)))({})
  await (await resizeServer(plane, server, { now: await describeServer(plane, server), size: 'Large' }))({})
  for (const each of [arn, server]) {
    await presignedUrl(plane, each, { expiresIn: 300, session: 43_200 })
    await deleteServer(plane, each)
  }

  const calls = standIn.calls.map(({ operation, input }) => [operation, input] as const)
  expect(standIn.calls.filter(({ error }) => error !== undefined)).toEqual([])
  expect(new Set(calls.map(([operation]) => operation)).size).toBe(14)
  expect((await judgeByBotocore(calls)).flat()).toEqual([])
  // It does find what is wrong.
  const wrong = [['CreateMlflowApp', { Name: 'a_b', Arn: 'x' }]] as const
  expect((await judgeByBotocore(wrong)).flat().join()).toMatch(/Missing required.*Unknown parameter.*does not fit/s)
})
