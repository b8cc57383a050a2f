import { expect, test } from 'vitest'
import { environmentOfEnd } from './environment-of-end.ts'

const env = {
  AWS_PROFILE: 'shared',
  MLFLOW_TRACKING_TOKEN: 'shared token',
  MLFERRY_FROM_MLFLOW_TRACKING_TOKEN: 'old token',
  MLFERRY_TO_AWS_PROFILE: 'new',
  MLFERRY_TO_MLFLOW_TRACKING_URI: 'http://new:5000',
}

test('each end sees the shared settings under its own, and never those of the other end', () => {
  expect(environmentOfEnd('FROM', env)).toEqual({ AWS_PROFILE: 'shared', MLFLOW_TRACKING_TOKEN: 'old token' })
  expect(environmentOfEnd('TO', env)).toEqual({
    AWS_PROFILE: 'new',
    MLFLOW_TRACKING_TOKEN: 'shared token',
    MLFLOW_TRACKING_URI: 'http://new:5000',
  })
})

test('an end with an AWS identity of its own has nothing of the shared one', () => {
  const shared = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'a', AWS_REGION: 'r' }
  const env = { ...shared, MLFERRY_TO_AWS_PROFILE: 'target' }
  expect(environmentOfEnd('FROM', env)).toEqual(shared)
  expect(environmentOfEnd('TO', env)).toEqual({ AWS_PROFILE: 'target', AWS_REGION: 'r' })
})
