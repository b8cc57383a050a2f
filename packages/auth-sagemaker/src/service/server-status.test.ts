import { expect, test } from 'vitest'
import { parseSagemakerArn } from '../sagemaker-arn.ts'
import { appArn, serverArn } from '../test-support/settings.ts'
import { statusFinding } from './server-status.ts'

const described = { name: 'team', version: '3.10.1', maintenance: '', artifactStore: undefined, registersModels: false }

test.each([
  [appArn, 'Created', '', 'ok', undefined],
  [appArn, 'Updated', 'MaintenanceComplete', 'ok', undefined],
  [appArn, 'UpdateFailed', '', 'ok', undefined],
  [appArn, 'Created', 'MaintenanceInProgress', 'failed', /Wait/],
  [appArn, 'Creating', '', 'failed', /Wait/],
  [appArn, 'CreateFailed', '', 'failed', /console/],
  [serverArn, 'Started', '', 'ok', undefined],
  [serverArn, 'Stopped', '', 'failed', /mlferry sagemaker start arn:.*old-one\. .*--start-source/],
  [serverArn, 'Stopping', '', 'failed', /Wait/],
] as const)('%s that is %s %s is %s', (arn, status, maintenance, result, cure) => {
  const finding = statusFinding(parseSagemakerArn(arn), { ...described, status, maintenance })
  expect(finding).toMatchObject({
    check: 'status',
    status: result,
    found: expect.stringContaining(`team is ${status}`),
  })
  expect(finding.cure ?? '').toMatch(cure ?? /^$/)
})
