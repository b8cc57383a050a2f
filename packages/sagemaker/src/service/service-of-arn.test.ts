import { parseSagemakerArn } from '@mlferry/auth-sagemaker'
import { expect, test } from 'vitest'
import { app, appArn, type Started, serverArn, startPlane, trackingServer } from '../test-support/start-plane.ts'
import { sagemakerService } from './sagemaker-service.ts'
import { ServiceOfArn } from './service-of-arn.ts'

const creating = new Map([
  ['registeredModel', ['a', 'b']],
  ['modelVersion', ['a/1', 'b/1', 'b/2']],
])

test('it is the service of ARNs of SageMaker, and of nothing else', () => {
  const addresses = [appArn, serverArn, 'arn:aws:s3:::bucket', 'http://localhost:5000', 'out', '']
  expect(addresses.map((each) => sagemakerService.handles(each))).toEqual([true, true, false, false, false, false])
})

test.each([
  ['Started', 'Active', 'on'],
  ['Updated', 'Active', 'on'],
  ['Starting', 'Inactive', 'on'],
  ['Stopping', 'Active', 'off'],
  ['Stopped', 'Inactive', 'off'],
  ['StartFailed', 'Inactive', 'off'],
  ['Updated', 'Inactive', 'off'],
])('a tracking server that is %s and %s is, or is going to be, %s', async (TrackingServerStatus, IsActive, running) => {
  await using started = await startPlane({
    servers: [trackingServer],
    faults: { becomes: { Starting: 'Starting', Stopping: 'Stopping' } },
  })
  started.standIn.change(serverArn, { TrackingServerStatus, IsActive })
  expect(await serviceAt(started, serverArn).get('running')).toBe(running)
})

test('an App always runs, and has no size', async () => {
  await using started = await startPlane({ servers: [app] })
  const service = serviceAt(started, appArn)
  expect([await service.get('running'), await service.get('size')]).toEqual(['on', undefined])
})

test('every change waits for the one that is under way, and sends the registration mode', async () => {
  await using started = await startPlane({ servers: [trackingServer], faults: { descriptionsUntilDone: 0 } })
  started.standIn.change(serverArn, { AutomaticModelRegistration: true, TrackingServerStatus: 'Updating' })
  const service = serviceAt(started, serverArn)
  await service.set('size', 'Large')
  started.standIn.change(serverArn, { TrackingServerStatus: 'Starting' })
  await service.set('running', 'off')
  const { calls, servers } = started.standIn
  expect(calls.map(({ error }) => error).filter(Boolean)).toEqual([])
  expect(calls.find(({ operation }) => operation === 'UpdateMlflowTrackingServer')?.input).toMatchObject({
    ...{ TrackingServerSize: 'Large', AutomaticModelRegistration: true },
  })
  expect(servers[0]?.description).toMatchObject({ TrackingServerStatus: 'Stopping', AutomaticModelRegistration: true })
  await expect(service.set('size', 'Huge')).rejects.toMatchObject({ code: 'ERR_REQUEST_REFUSED' })
})

test.each([appArn, serverArn])('registration of %s is switched off and on', async (arn) => {
  await using started = await startPlane({ servers: [app, trackingServer], faults: { descriptionsUntilDone: 0 } })
  const service = serviceAt(started, arn)
  for (const value of ['on', 'off']) {
    await service.set('modelRegistration', value)
    expect(await service.get('modelRegistration')).toBe(value)
  }
})

test('what registration would make is told with numbers, where it is on and can be known', async () => {
  await using started = await startPlane({ servers: [app], faults: { descriptionsUntilDone: 0 } })
  const foreseen = () => serviceAt(started, appArn).foresee(creating)
  expect(await foreseen()).toEqual([])
  started.standIn.change(appArn, { ModelRegistrationMode: 'AutoModelRegistrationEnabled' })
  expect(await foreseen()).toEqual([
    expect.stringContaining('up to 2 model package groups and 3 model packages of what'),
  ])
  expect(await serviceAt(started, appArn).foresee(new Map([['run', ['1']]]))).toEqual([])
  started.standIn.setFaults({ denied: ['DescribeMlflowApp'] })
  expect(await foreseen()).toEqual([])
})

test('an interruption ends the waiting, never a call, and nothing is changed after it', async () => {
  await using started = await startPlane({ servers: [app], faults: { becomes: { Updating: 'Updating' } } })
  const stop = new AbortController()
  const onProgress = () => stop.abort()
  const context = { env: started.env, signal: stop.signal, onWarning: () => {}, onProgress }
  const service = new ServiceOfArn(parseSagemakerArn(appArn), context)
  await expect(service.set('modelRegistration', 'on')).rejects.toThrow(/abort/i)
  await expect(service.set('modelRegistration', 'off')).rejects.toThrow(/abort/i)
  const updates = started.standIn.calls.filter(({ operation }) => operation === 'UpdateMlflowApp')
  expect(updates).toMatchObject([
    { input: { ModelRegistrationMode: 'AutoModelRegistrationEnabled' }, error: undefined },
  ])
})

test('the commands that put something back by hand are ours', async () => {
  await using started = await startPlane({})
  const service = serviceAt(started, serverArn)
  expect(service.byHand('running', 'off')).toBe(`mlferry sagemaker stop ${serverArn}`)
  expect(service.byHand('size', 'Small')).toBe(`mlferry sagemaker resize ${serverArn} --size Small`)
  expect(service.byHand('modelRegistration', 'on')).toBe(`mlferry sagemaker resume-registration ${serverArn}`)
})

function serviceAt({ env }: Started, arn: string): ServiceOfArn {
  const { signal } = new AbortController()
  return new ServiceOfArn(parseSagemakerArn(arn), { env, signal, onWarning: () => {}, onProgress: () => {} })
}
