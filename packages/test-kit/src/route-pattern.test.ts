import { expect, test } from 'vitest'
import { isWrite, routePattern } from './route-pattern.ts'

test.each([
  ['/api/2.0/mlflow/runs/get?run_id=0123456789abcdef', '/api/2.0/mlflow/runs/get'],
  ['/api/2.0/mlflow-artifacts/artifacts?path=1/a', '/api/2.0/mlflow-artifacts/artifacts'],
  ['/team/api/2.0/mlflow-artifacts/artifacts/1/0f/artifacts/a%20b.txt', '/team/api/2.0/mlflow-artifacts/artifacts/*'],
  ['/api/2.0/mlflow-artifacts/mpu/create/1/0f/artifacts', '/api/2.0/mlflow-artifacts/mpu/create/*'],
  ['/api/2.0/mlflow/logged-models/m-0123456789abcdef0123456789abcdef', '/api/2.0/mlflow/logged-models/:id'],
  ['/api/3.0/mlflow/traces/tr-0123456789abcdef0123456789abcdef/tags', '/api/3.0/mlflow/traces/:id/tags'],
])('%s counts as %s', (path, route) => {
  expect(routePattern(path)).toBe(route)
})

test('searches by POST are no writes', () => {
  expect(isWrite('POST', '/api/2.0/mlflow/runs/search')).toBe(false)
  expect(isWrite('POST', '/api/3.0/mlflow/traces/search?x=1')).toBe(false)
  expect(isWrite('GET', '/api/2.0/mlflow/runs/create')).toBe(false)
  expect(isWrite('POST', '/api/2.0/mlflow/runs/create')).toBe(true)
  expect(isWrite('DELETE', '/api/2.0/mlflow-artifacts/artifacts/1/search')).toBe(true)
  expect(isWrite('PATCH', '/api/2.0/mlflow/logged-models/search')).toBe(true)
})
