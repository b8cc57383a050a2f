import { expect, test } from 'vitest'
import { mlflowAtLeast } from './mlflow-versions.ts'

test('versions are compared by number', () => {
  expect(mlflowAtLeast('2.16.2', '2.9')).toBe(true)
  expect(mlflowAtLeast('3.4.0', '3.10')).toBe(false)
  expect(mlflowAtLeast('3.0', '3.0.1')).toBe(false)
  expect(mlflowAtLeast('3.0.1', '3.0.1')).toBe(true)
})
