import { expect, it } from 'vitest'
import { iamAction } from './iam-action.ts'

it.each([
  ['POST', '/api/2.0/mlflow/runs/log-batch', 'sagemaker-mlflow:LogBatch'],
  ['GET', '/ajax-api/2.0/mlflow/metrics/get-history-bulk', 'sagemaker-mlflow:GetMetricHistory'],
  ['PATCH', '/api/2.0/mlflow/logged-models/m-1', 'sagemaker-mlflow:FinalizeLoggedModel'],
  ['POST', '/api/3.0/mlflow/traces', 'sagemaker-mlflow:StartTrace'],
  ['DELETE', '/api/2.0/mlflow/registered-models/alias', 'sagemaker-mlflow:DeleteRegisteredModelAlias'],
  ['POST', '/api/3.0/mlflow/scorers/register', undefined],
  ['GET', '/version', undefined],
])('%s %s of a tracking server needs its own action', (method, path, action) => {
  expect(iamAction('mlflow-tracking-server', { method, path })).toBe(action)
  expect(iamAction('mlflow-app', { method, path })).toBe('sagemaker:CallMlflowAppApi')
})
