import { expect, test } from 'vitest'
import { keysEnv, placesEnv } from '../sagemaker-env.ts'
import { defaultUser, openSessions } from '../sagemaker-sessions.ts'
import { callByBotocore, fieldsInBotocore, type SagemakerCall } from './ask-botocore.ts'
import { operationInputs } from './operation-inputs.ts'
import { startControlPlane } from './start-control-plane.ts'

const region = 'eu-west-1'
const account = 'arn:aws:sagemaker:eu-west-1:123456789012'
const app = { Arn: `${account}:mlflow-app/app-FIRST` }
const server = { TrackingServerName: 'team' }
const role = 'arn:aws:iam::123456789012:role/mlflow'

test('every field of the fourteen operations has the rules of botocore', async () => {
  const ours = Object.entries(operationInputs).map(([operation, fields]) => [
    operation,
    Object.fromEntries(
      Object.entries(fields).map(([key, { pattern, ...rules }]) => [
        key,
        { ...rules, ...(pattern && { pattern: plain(pattern.source) }) },
      ]),
    ),
  ])
  const theirs = Object.entries(await fieldsInBotocore()).map(([operation, fields]) => [
    operation,
    Object.fromEntries(
      Object.entries(fields).map(([key, { pattern, ...rules }]: [string, { pattern?: string }]) => [
        key,
        { ...rules, ...(pattern && { pattern: plain(pattern) }) },
      ]),
    ),
  ])
  expect(Object.fromEntries(ours)).toEqual(Object.fromEntries(theirs))
})

test('botocore makes every call, and sees statuses pass', async () => {
  await using plane = await startControlPlane({ region, sessions: openSessions([defaultUser]), appIds: ['app-FIRST'] })
  const made = { ArtifactStoreUri: 's3://bucket/prefix', RoleArn: role }
  const calls: readonly SagemakerCall[] = [
    ['CreateMlflowApp', { ...made, Name: 'team', Tags: [{ Key: 'a', Value: '' }], DefaultDomainIdList: ['d-abc'] }],
    ['DescribeMlflowApp', app],
    ['UpdateMlflowApp', { ...app, Name: 'new' }],
    ['DescribeMlflowApp', app],
    ['UpdateMlflowApp', { ...app, WeeklyMaintenanceWindowStart: 'Tue:03:30' }],
    ['DescribeMlflowApp', app],
    ['DescribeMlflowApp', app],
    ['ListMlflowApps', { MaxResults: 5, DefaultForDomainId: 'd-abc' }],
    ['ListMlflowApps', { AccountDefaultStatus: 'ENABLED' }],
    ['CreatePresignedMlflowAppUrl', { ...app, ExpiresInSeconds: 5 }],
    ['DeleteMlflowApp', app],
    ['DescribeMlflowApp', app],
    ['DescribeMlflowApp', app],
    ['DescribeMlflowApp', app],
    ['CreateMlflowTrackingServer', { ...made, ...server, TrackingServerSize: 'Small' }],
    ['DescribeMlflowTrackingServer', server],
    ['DescribeMlflowTrackingServer', server],
    ['StopMlflowTrackingServer', server],
    ['StartMlflowTrackingServer', server],
    ['DescribeMlflowTrackingServer', server],
    ['DescribeMlflowTrackingServer', server],
    ['StartMlflowTrackingServer', server],
    ['ListMlflowTrackingServers', { TrackingServerStatus: 'Starting' }],
    ['UpdateMlflowTrackingServer', { ...server, TrackingServerSize: 'Large' }],
    ['CreatePresignedMlflowTrackingServerUrl', server],
    ['DeleteMlflowTrackingServer', { TrackingServerName: 'other' }],
  ]
  const env = {
    ...placesEnv({ region, arn: app.Arn, endpoint: plane.url, controlPlane: plane.url, s3: plane.url }),
    ...keysEnv(defaultUser),
  }
  const answers = await callByBotocore(calls, env)
  const told = answers.map(
    ({ error, Status, TrackingServerStatus, ...more }) => error ?? Status ?? TrackingServerStatus ?? more,
  )
  const serverArn = { TrackingServerArn: `${account}:mlflow-tracking-server/team` }
  const url = { AuthorizedUrl: expect.stringContaining('authToken=') }
  expect(told).toEqual([
    ...[app, 'Creating', 'ConflictException', 'Created', app, 'Updating', 'Updated'],
    { Summaries: [expect.objectContaining({ ...app, Name: 'team', Status: 'Updated', MlflowVersion: '3.10.1' })] },
    { Summaries: [] },
    ...[url, app, 'Deleting', 'Deleted', 'ResourceNotFound'],
    ...[serverArn, 'Creating', 'Created', serverArn, 'ConflictException', 'Stopping', 'Stopped', serverArn],
    { TrackingServerSummaries: [expect.objectContaining({ ...serverArn, IsActive: 'Active' })] },
    ...['ConflictException', url, 'ResourceNotFound'],
  ])
  expect(plane.calls.map(({ operation, resource }) => [operation, resource])).toContainEqual([
    'StopMlflowTrackingServer',
    serverArn.TrackingServerArn,
  ])
  const opened = answers[9]?.AuthorizedUrl as string
  expect([(await fetch(opened)).status, (await fetch(opened)).status]).toEqual([200, 403])
})

/** Whether a pattern escapes what needs no escape, and names both ends, makes no difference. */
function plain(pattern: string): string {
  return pattern
    .replace(/^\^|\$$/g, '')
    .replaceAll('\\/', '/')
    .replaceAll('\\-', '-')
}
