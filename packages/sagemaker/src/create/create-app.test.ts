import { expect, test } from 'vitest'
import { app, appArn, role, startPlane, store } from '../test-support/start-plane.ts'
import { createApp } from './create-app.ts'

const input = { Name: 'churn', ArtifactStoreUri: store, RoleArn: role }

test('an App is asked for once, and its ARN is known before it is made', async () => {
  await using started = await startPlane({ appIds: ['app-FIRST'] })
  expect((await createApp(started.plane, input)).arn).toBe(appArn)
  expect(started.standIn.servers).toMatchObject([{ arn: appArn, description: { Name: 'churn', Status: 'Creating' } }])
})

test('a name that is there is refused with the ARNs of those that have it, on every page', async () => {
  const others = ['A', 'B'].map((id) => ({ arn: `${appArn}${id}`, description: { ...app.description, Name: 'other' } }))
  await using started = await startPlane({ servers: [...others, app], faults: { pageSize: 1 } })
  const message = expect.stringContaining(`${appArn} (Created)`)
  await expect(createApp(started.plane, input)).rejects.toMatchObject({ code: 'ERR_APP_EXISTS', message })
  expect(started.standIn.servers).toHaveLength(3)
})

test.each([0, 2])(
  'a lost answer makes no second App, also when %i lists do not show the first yet',
  async (listsUntilShown) => {
    await using started = await startPlane({
      appIds: ['app-FIRST'],
      faults: { cut: { CreateMlflowApp: 1 }, listsUntilShown, pageSize: 1 },
    })
    expect((await createApp(started.plane, input)).arn).toBe(appArn)
    expect(started.standIn.servers).toHaveLength(1)
  },
)

test('a lost answer after which no App is seen is told as such', async () => {
  await using started = await startPlane({ faults: { cut: { CreateMlflowApp: 1 }, listsUntilShown: 99 } })
  const lost = {
    code: 'ERR_OUTCOME_UNKNOWN',
    hint: expect.stringContaining('mlferry sagemaker list --region eu-west-1'),
  }
  await expect(createApp(started.plane, input)).rejects.toMatchObject(lost)
  expect(started.standIn.servers).toHaveLength(1)
})

test('a role that was made just now is waited for, two minutes at most', async () => {
  await using started = await startPlane({ appIds: ['app-FIRST'], faults: { roleNotSpread: 3 } })
  expect((await createApp(started.plane, input)).arn).toBe(appArn)
  await using never = await startPlane({ faults: { roleNotSpread: 999 } })
  await expect(createApp(never.plane, input)).rejects.toMatchObject({ awsType: 'ValidationException' })
  expect(never.slept()).toBeLessThan(130_000)
})

test('who may not list cannot be told whether the name is there, so nothing is made', async () => {
  await using started = await startPlane({ faults: { denied: ['ListMlflowApps'] } })
  await expect(createApp(started.plane, input)).rejects.toMatchObject({ code: 'ERR_FORBIDDEN' })
  expect(started.standIn.servers).toEqual([])
})
