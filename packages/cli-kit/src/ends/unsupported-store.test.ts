import { expect, test } from 'vitest'
import { unsupportedStore } from './unsupported-store.ts'

test.each([
  ['sqlite:///mlflow.db', 'mlflow server --backend-store-uri sqlite:///mlflow.db'],
  ['postgresql+psycopg2://host/mlflow', 'mlflow server'],
  ['mysql://host/mlflow', 'mlflow server'],
  ['file:///home/ann/mlruns', 'mlflow server --backend-store-uri file:///home/ann/mlruns'],
  ['databricks', 'mlflow-export-import'],
  ['databricks://profile', 'mlflow-export-import'],
  ['databricks-uc', 'mlflow-export-import'],
])('%s as an end is refused with what to do instead', (address, instead) => {
  expect(unsupportedStore(address)).toMatchObject({
    code: 'ERR_STORE_UNSUPPORTED',
    hint: expect.stringContaining(instead),
  })
})

test('a password in such an address is not shown', () => {
  const { message, hint } = unsupportedStore('postgresql://ann:hidden@host/mlflow') ?? {}

  expect(`${message} ${hint}`).not.toContain('hidden')
})

test.each(['http://host:5000', 'arn:aws:sagemaker:eu-west-1:1:mlflow-app/a', './databricks', 'out'])(
  '%s is no such address',
  (address) => {
    expect(unsupportedStore(address)).toBeUndefined()
  },
)
