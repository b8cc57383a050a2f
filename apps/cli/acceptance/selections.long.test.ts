import { type Crossing, fillCrossing, type MlflowServer, startMlflowServer } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countRows, type Noun, takeThreeRoads } from './selections/three-roads.ts'

let source: MlflowServer
let crossing: Crossing

beforeAll(async () => {
  source = await startMlflowServer()
  crossing = await fillCrossing(source)
})

afterAll(() => source?.close())

const core = { runs: 2, logged_models: 2, trace_info: 1 }

test.each<[string, (ids: Crossing) => Noun, Readonly<Record<string, number>>]>([
  [
    'experiment',
    () => ({ argv: ['experiment', '--experiment', 'crossing'] }),
    { runs: 4, logged_models: 3, trace_info: 1, evaluation_datasets: 1, issues: 1, review_queues: 1 },
  ],
  [
    'an experiment that read a model of another',
    () => ({ argv: ['experiment', '--experiment', 'beside'] }),
    { ...core, runs: 3 },
  ],
  ['experiments', () => ({ argv: ['experiments', '--experiments', 'beside'] }), { ...core, runs: 3 }],
  ['logged-model', ({ first }) => ({ argv: ['logged-model', '--model-id', first] }), core],
  [
    'logged-models',
    () => ({ argv: ['logged-models', '--experiment-ids', 'crossing'] }),
    { ...core, runs: 3, logged_models: 3 },
  ],
  ['model', () => ({ argv: ['model', '--model', 'churn'] }), { ...core, model_versions: 1 }],
  ['models', () => ({ argv: ['models', '--models', 'churn'] }), { ...core, model_versions: 1 }],
  [
    'models with all runs',
    () => ({ argv: ['models', '--models', 'churn', '--export-all-runs'] }),
    { ...core, runs: 4, logged_models: 3, model_versions: 1 },
  ],
  [
    'model-version',
    () => ({
      argv: ['model-version', '--model', 'churn', '--version', '1'],
      copying: ['--copy-stages-and-aliases'],
      importing: ['--import-stages-and-aliases'],
    }),
    { ...core, model_versions: 1 },
  ],
  [
    'evaluation-dataset',
    () => ({ argv: ['evaluation-dataset', '--dataset-name', 'questions'] }),
    { evaluation_datasets: 1, runs: 0 },
  ],
  [
    'evaluation-datasets',
    () => ({ argv: ['evaluation-datasets', '--evaluation-datasets', 'all'] }),
    { evaluation_datasets: 1, runs: 0 },
  ],
  ['prompts', () => ({ argv: ['prompts', '--prompts', 'all'] }), { model_versions: 1, runs: 0 }],
  ['prompt', () => ({ argv: ['prompt', '--prompt-name', 'ask'] }), { model_versions: 1, runs: 0 }],
  [
    'trace',
    ({ trace }) => ({ argv: ['trace', '--name', trace], importing: ['--name', trace] }),
    { trace_info: 1, runs: 0 },
  ],
  ['traces', () => ({ argv: ['traces'] }), { trace_info: 1, runs: 0 }],
  ['issues', () => ({ argv: ['issues'] }), { ...core, issues: 1 }],
  ['issue', () => ({ argv: ['issue', '--name', 'wrong'], importing: ['--name', 'wrong'] }), { ...core, issues: 1 }],
  ['review-queues', () => ({ argv: ['review-queues'] }), { trace_info: 1, review_queues: 1, runs: 0 }],
  [
    'review-queue',
    () => ({ argv: ['review-queue', '--name', 'queue'], importing: ['--name', 'queue'] }),
    { trace_info: 1, review_queues: 1, runs: 0 },
  ],
  ['label-schemas', () => ({ argv: ['label-schemas'] }), { label_schemas: 1, runs: 0 }],
  [
    'label-schema',
    () => ({ argv: ['label-schema', '--name', 'yes'], importing: ['--name', 'yes'] }),
    { label_schemas: 1, runs: 0 },
  ],
  ['scorers', () => ({ argv: ['scorers'] }), { scorers: 1, runs: 0 }],
  ['scorer', () => ({ argv: ['scorer', '--name', 'judge'], importing: ['--name', 'judge'] }), { scorers: 1, runs: 0 }],
])('%s: the same rows by every road', async (_, noun, rows) => {
  const roads = await takeThreeRoads(source.url, noun(crossing))

  expect(roads.differences).toEqual([])
  expect(roads.problems).toEqual([])
  expect(countRows(roads.copied)).toMatchObject(rows)
})
