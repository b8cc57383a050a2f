import { parseSagemakerArn } from '@mlferry/auth-sagemaker'
import { expect, test } from 'vitest'
import { app, appArn, serverArn, startPlane, trackingServer } from '../test-support/start-plane.ts'
import { waitForServer, waitUntilGone } from './wait-for-server.ts'

const arn = parseSagemakerArn(appArn)

test('an App is described after 5 s, then every 15 s, until nothing passes', async () => {
  const creating = { ...app, description: { ...app.description, Status: 'Updating' } }
  await using started = await startPlane({ servers: [creating] })
  const waits: [string, number][] = []
  const onWaiting = ({ status }: { status: string }, elapsed: number) => void waits.push([status, elapsed])
  started.standIn.setFaults({ becomes: { Updating: 'Updating' } })
  const over = waitForServer(started.plane, arn, { onWaiting, atMost: 60_000 })
  await expect(over).rejects.toMatchObject({
    code: 'ERR_STILL_WAITING',
    hint: expect.stringContaining(`wait ${appArn}`),
  })
  expect(waits.map(([, elapsed]) => elapsed)).toEqual([0, 5_000, 20_000, 35_000, 50_000])
  started.standIn.setFaults({})
  expect(await waitForServer(started.plane, arn)).toMatchObject({ status: 'Updated', name: 'churn' })
})

test('a creation that failed says what to check, for SageMaker says no reason', async () => {
  await using started = await startPlane({ appIds: ['app-FIRST'], faults: { becomes: { Creating: 'CreateFailed' } } })
  const { ArtifactStoreUri, RoleArn } = app.description
  await started.plane.call('CreateMlflowApp', { Name: 'churn', ArtifactStoreUri, RoleArn })
  const failed = { code: 'ERR_SERVER_STATE', hint: expect.stringMatching(/trust policy.*bucket.*region.*KMS/) }
  await expect(waitForServer(started.plane, arn)).rejects.toMatchObject(failed)
})

test('maintenance is waited for', async () => {
  const inside = { ...app, description: { ...app.description, MaintenanceStatus: 'MaintenanceInProgress' } }
  await using started = await startPlane({ servers: [inside] })
  const onWaiting = () => started.standIn.change(appArn, { MaintenanceStatus: 'MaintenanceComplete' })
  expect(await waitForServer(started.plane, arn, { onWaiting })).toMatchObject({ inMaintenance: false })
})

test.each([appArn, serverArn])('%s is gone when it is described no more', async (gone) => {
  await using started = await startPlane({ servers: [app, trackingServer] })
  const isApp = gone === appArn
  if (isApp) await started.plane.call('DeleteMlflowApp', { Arn: gone })
  else await started.plane.call('DeleteMlflowTrackingServer', { TrackingServerName: 'old-one' })
  await waitUntilGone(started.plane, parseSagemakerArn(gone))
  expect(started.standIn.calls.at(-1)?.error).toBe(isApp ? undefined : 'ResourceNotFound')
})
