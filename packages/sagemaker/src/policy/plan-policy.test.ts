import { parseSagemakerArn } from '@mlferry/auth-sagemaker'
import { expect, test } from 'vitest'
import { appArn, role, serverArn } from '../test-support/start-plane.ts'
import { type PolicyQuestion, planPolicy, policyPurposes } from './plan-policy.ts'
import { outermost, type PolicyEnd, storePlace } from './policy-end.ts'
import { policyNotes } from './policy-notes.ts'

const key = 'arn:aws:kms:eu-west-1:123456789012:key/1234'
const from: PolicyEnd = {
  ...{ arn: parseSagemakerArn(serverArn), name: 'old-one', version: '2.16.2' },
  stores: [{ bucket: 'old', prefix: 'artifacts' }],
}
const to: PolicyEnd = {
  ...{ arn: parseSagemakerArn(appArn), name: 'churn', version: '3.10.1', role },
  stores: [{ bucket: 'new', prefix: '', key }],
}
const sids = (statements: readonly { readonly sid: string }[]) => statements.map(({ sid }) => sid)

test('one identity for both ends gets all, and each end alone gets its own', () => {
  expect(sids(planPolicy({ purpose: 'migrate', from, to }))).toEqual([
    ...['ReadSourceServer', 'DescribeSource', 'ReadSourceFiles', 'ListSourceFiles'],
    ...['CallTargetApp', 'DescribeTarget', 'WriteTargetFiles', 'ListTargetFiles', 'EncryptTargetFiles'],
  ])
  expect(sids(planPolicy({ purpose: 'migrate', from, to, identity: 'from' }))).toEqual([
    ...['ReadSourceServer', 'DescribeSource', 'ReadSourceFiles', 'ListSourceFiles'],
  ])
  // A copy within S3 is one request, signed by the target's identity.
  expect(sids(planPolicy({ purpose: 'migrate', from, to, identity: 'to' }))).toContain('ReadSourceFiles')
})

test('what a command changes for as long as it runs is allowed only where it is asked for', () => {
  const actionsOf = (question: Omit<PolicyQuestion, 'from' | 'to'>) =>
    planPolicy({ ...question, from, to }).flatMap(({ sid, actions }) =>
      /^(ChangeSource|PauseRegistration)$/.test(sid) ? actions : [],
    )
  const [start, stop] = ['sagemaker:StartMlflowTrackingServer', 'sagemaker:StopMlflowTrackingServer']
  const resize = 'sagemaker:UpdateMlflowTrackingServer'
  const changes = ['running', 'size', 'modelRegistration'] as const
  expect(actionsOf({ purpose: 'migrate' })).toEqual([])
  expect(actionsOf({ purpose: 'migrate', changes })).toEqual([start, stop, resize, 'sagemaker:UpdateMlflowApp'])
  expect(actionsOf({ purpose: 'migrate', changes: ['running'], identity: 'from' })).toEqual([start, stop])
  expect(actionsOf({ purpose: 'migrate', changes, identity: 'to' })).toEqual(['sagemaker:UpdateMlflowApp'])
  // A verify is allowed no description otherwise.
  const describe = 'sagemaker:DescribeMlflowTrackingServer'
  expect(actionsOf({ purpose: 'verify', changes: ['running'] })).toEqual([start, stop, describe])
})

test('resources are those of the ends alone', () => {
  const resources = planPolicy({ purpose: 'migrate', from, to }).flatMap((statement) => statement.resources)
  expect(new Set(resources)).toEqual(
    new Set([
      serverArn,
      appArn,
      'arn:aws:s3:::old/artifacts/*',
      'arn:aws:s3:::old',
      'arn:aws:s3:::new/*',
      'arn:aws:s3:::new',
      key,
    ]),
  )
})

test('a server without logged models is not asked for any', () => {
  const actions = (version: string) => {
    const [read] = planPolicy({ purpose: 'migrate', from: { ...from, version }, to })
    return read?.actions ?? []
  }
  expect(actions('2.16.2')).not.toContain('sagemaker-mlflow:SearchLoggedModels')
  expect(actions('3.0.1')).toContain('sagemaker-mlflow:SearchLoggedModels')
})

test('a verify can change no file, and says that an App cannot be made read-only', () => {
  const denied = planPolicy({ purpose: 'verify', from, to }).filter(({ effect }) => effect === 'Deny')
  expect(denied.map(({ resources }) => resources)).toEqual([['arn:aws:s3:::old/artifacts/*'], ['arn:aws:s3:::new/*']])
  expect(policyNotes({ purpose: 'verify', from, to }).join()).toContain('IAM cannot make an App read-only')
})

test('the role of an App registers models only where that is on', () => {
  expect(sids(planPolicy({ purpose: 'app-role', to }))).toEqual(['Files', 'ListFiles', 'KeyOfFiles'])
  expect(sids(planPolicy({ purpose: 'app-role', to: { ...to, registersModels: true } }))).toContain('RegisterModels')
})

test('every statement has a sentence, and a name of letters and digits that no other has', () => {
  for (const purpose of policyPurposes) {
    const statements = planPolicy({
      ...{ purpose, from, to: { ...to, kmsKey: key, registersModels: true } },
      changes: ['running', 'size', 'modelRegistration'],
    })
    expect(statements.length).toBeGreaterThan(0)
    expect(new Set(sids(statements)).size).toBe(statements.length)
    for (const { sid, comment } of statements)
      expect([sid, comment]).toEqual([expect.stringMatching(/^\w+$/), expect.stringMatching(/\.$/)])
  }
})

test('places that lie in others are not named twice', () => {
  const places = ['s3://b/a', 's3://b/a/5', 's3://b/ab', 's3://b/a/', 'file:///x'].map(storePlace)
  expect(outermost(places.filter((each) => each !== undefined))).toEqual([
    { bucket: 'b', prefix: 'a' },
    { bucket: 'b', prefix: 'ab' },
  ])
})

test('ends in two accounts are told of', () => {
  const other = parseSagemakerArn(appArn.replace('123456789012', '210987654321'))
  expect(policyNotes({ purpose: 'migrate', from, to: { ...to, arn: other } }).join()).toMatch(
    /--end from.*bucket policy/,
  )
})
