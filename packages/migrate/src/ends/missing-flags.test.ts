import { expect, test } from 'vitest'
import { refuseMissing } from './missing-flags.ts'

test.each([
  [{}, {}, '--from, --to (or --create-app)'],
  [{ to: 'http://new' }, {}, '--from'],
  [{ from: 'http://old', 'create-app': 'churn' }, {}, '--artifact-store, --role'],
  [{ 'create-app': 'churn', role: 'arn' }, { from: 'http://old' }, '--artifact-store'],
])('%j after %j lacks %s', (flags, road, missing) => {
  expect(() => refuseMissing(flags, road)).toThrow(`this is missing: ${missing}.`)
})

test('what an earlier start was told is not missing', () => {
  refuseMissing({}, { from: 'http://old', to: 'http://new' })
  const creating = { name: 'churn', artifactStore: 's3://churn', role: 'arn' }
  refuseMissing({ from: 'http://old', 'create-app': 'churn' }, { creating })
})
