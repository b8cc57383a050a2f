import { describe, expect, it } from 'vitest'
import type { Call } from './call.ts'
import { isRepeatable } from './repeatable.ts'

describe('isRepeatable', () => {
  it.each([
    ['GET', '/api/2.0/mlflow/anything', true],
    ['POST', '/api/2.0/mlflow/runs/search', true],
    ['POST', '/api/2.0/mlflow/runs/log-batch', true],
    ['POST', '/ajax-api/2.0/mlflow/runs/set-tag', true],
    ['POST', '/api/2.0/mlflow/runs/update', true],
    ['PUT', '/api/2.0/mlflow-artifacts/artifacts/0/r/artifacts/f', true],
    ['PATCH', '/api/2.0/mlflow/logged-models/m-1', true],
    ['POST', '/api/3.0/mlflow/traces', true],
    ['DELETE', '/api/3.0/mlflow/traces/tr-1/assessments/a-1', true],
    ['POST', '/api/2.0/mlflow/runs/create', false],
    ['POST', '/api/2.0/mlflow/experiments/create', false],
    ['POST', '/api/2.0/mlflow/registered-models/create', false],
    ['POST', '/api/2.0/mlflow/model-versions/create', false],
    ['POST', '/api/2.0/mlflow/logged-models', false],
    ['POST', '/api/2.0/mlflow/runs/outputs', false],
    ['POST', '/api/3.0/mlflow/traces/tr-1/assessments', false],
    ['POST', '/api/3.0/mlflow/scorers/register', false],
    ['POST', '/elsewhere/runs/search', false],
  ] as [Call['method'], string, boolean][])('%s %s: %s', (method, path, expected) => {
    expect(isRepeatable({ method, path })).toBe(expected)
    expect(isRepeatable({ method, path, repeatable: !expected })).toBe(!expected)
  })
})
