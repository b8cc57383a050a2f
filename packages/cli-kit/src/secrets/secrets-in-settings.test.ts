import { expect, test } from 'vitest'
import { secretsInSettings, userNamesInSettings } from './secrets-in-settings.ts'

test.each([
  'MLFLOW_TRACKING_TOKEN',
  'MLFLOW_TRACKING_PASSWORD',
  'MLFERRY_FROM_MLFLOW_TRACKING_TOKEN',
  'MLFERRY_TO_MLFLOW_TRACKING_PASSWORD',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'MLFERRY_TO_AWS_SESSION_TOKEN',
  'MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY',
])('%s is a secret', (name) => {
  expect(secretsInSettings({ argv: [], env: { [name]: 'hidden' } })).toEqual(['hidden'])
})

test.each(['AWS_WEB_IDENTITY_TOKEN_FILE', 'MLFLOW_TRACKING_URI', 'AWS_PROFILE', 'HOME'])('%s is none', (name) => {
  expect(secretsInSettings({ argv: [], env: { [name]: '/home/ann' } })).toEqual([])
})

test.each([
  'http://ann:hid/den@host:5000',
  'http:/ann:hid/den@host:5000',
  'ann:hid/den@host',
  '--to=https://ann:hid%2Fden@host',
])('the password in %s is one, typed or in a variable', (address) => {
  for (const settings of [
    { argv: [address], env: {} },
    { argv: [], env: { https_proxy: address } },
  ]) {
    expect(secretsInSettings(settings)).toContain('hid/den')
  }
})

test.each(['http://host:5000/a@b', 's3://bucket/a@b', 'C:/users/ann@work', 'models:/churn@champion', '--to=out'])(
  '%s holds none',
  (text) => {
    expect(secretsInSettings({ argv: [text], env: {} })).toEqual([])
  },
)

test('user names of both ends are known', () => {
  const env = { MLFLOW_TRACKING_USERNAME: 'ann', MLFERRY_TO_MLFLOW_TRACKING_USERNAME: 'bob', USERNAME: 'eve' }

  expect(userNamesInSettings({ env })).toEqual(['ann', 'bob'])
})
