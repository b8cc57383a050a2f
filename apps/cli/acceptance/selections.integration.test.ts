import { fillCrossing, type MlflowServer, startMlflowServer } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countRows, takeThreeRoads } from './selections/three-roads.ts'

let source: MlflowServer

beforeAll(async () => {
  source = await startMlflowServer()
})

afterAll(() => source?.close())

test('a run arrives with its models, their other runs and its traces, the same by every road', async () => {
  const { train } = await fillCrossing(source)

  const roads = await takeThreeRoads(source.url, {
    argv: ['run', '--run-id', train],
    importing: ['--experiment-name', 'crossing'],
  })

  expect(roads.differences).toEqual([])
  expect(roads.problems).toEqual([])
  expect(countRows(roads.copied)).toMatchObject({
    runs: 2,
    logged_models: 2,
    trace_info: 1,
    model_versions: 0,
    issues: 0,
  })
})
