import { expect, test } from 'vitest'
import { compareDumps, type Difference } from './compare-dumps.ts'
import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import type { LoggedModelDump, ModelVersionDump, RunDump, ServerDump } from './dump-server.ts'

const hex = (digit: string) => digit.repeat(32)
const [leftRun, rightRun, leftModel, rightModel] = [hex('1'), hex('2'), `m-${hex('3')}`, `m-${hex('4')}`]

test('a true copy has no differences: ids and addresses inside files, tags and links are mapped', () => {
  expect(compareDumps(left(), right())).toEqual([])
})

test('one changed field of a version is one difference', () => {
  const differs = (field: string) => ({ problem: 'differs', object: 'modelVersion', name: 'churn/3', field })
  expect(changedVersion({ stage: 'None' })).toEqual([{ ...differs('stage'), left: 'Staging', right: 'None' }])
  expect(changedVersion({ run: '' })).toEqual([{ ...differs('run'), left: rightRun, right: '' }])
  expect(changedVersion({ location: `store:/2/models/${rightModel}/other` })).toMatchObject([
    { ...differs('source'), left: `${rightModel}/model`, right: `${rightModel}/other` },
    differs('artifacts.MLmodel'),
  ])
  const unmapped = modelFile(leftModel, `store:/2/models/${rightModel}/model`)
  expect(changedVersion({ modelFiles: { MLmodel: unmapped } })).toMatchObject([
    { ...differs('artifacts.MLmodel'), right: unmapped },
  ])
  expect(changedVersion({ artifacts: {} })).toMatchObject([differs('artifacts.weights')])
  expect(changedVersion({ tags: { more: '' } })).toMatchObject([differs('tags.more')])
  expect(changedVersion({ version: 4 })).toEqual([
    { problem: 'missing', object: 'modelVersion', name: 'churn/3' },
    { problem: 'extra', object: 'modelVersion', name: 'churn/4' },
  ])
})

test('one changed field of a logged model is one difference', () => {
  const differs = { problem: 'differs', object: 'loggedModel', name: `models / scorer (${leftModel})` }
  const changed = (fields: Partial<LoggedModelDump>) =>
    compareDumps(left(), { ...right(), loggedModels: [loggedModel(rightModel, rightRun, fields)] })
  expect(changed({ status: 'PENDING' })).toMatchObject([{ ...differs, field: 'status' }])
  expect(changed({ run: '' })).toMatchObject([{ ...differs, field: 'run', left: rightRun, right: '' }])
  const metrics = [{ key: 'loss', run: leftRun, point: 'step 1 at 2: nan' }]
  expect(changed({ metrics })).toEqual([
    {
      ...differs,
      field: 'metrics.loss',
      left: [`step 1 at 2: nan by run ${rightRun}`],
      right: [`step 1 at 2: nan by run ${leftRun}`],
    },
  ])
  const tags = { 'mlferry.source.id': leftModel, 'mlflow.modelVersions': '[{"name": "churn", "version": 4}]' }
  expect(changed({ tags })).toMatchObject([{ ...differs, field: 'tags.mlflow.modelVersions' }])
})

test('links of runs are compared with their steps, those to a model that was not copied are not', () => {
  const linked = (modelOutputs: NonNullable<RunDump['modelOutputs']>) => ({
    ...right(),
    runs: [run(rightRun, { modelOutputs })],
  })
  expect(compareDumps(left(), linked([{ model: rightModel, step: '8' }]))).toMatchObject([
    { field: 'modelInputs', left: [rightModel], right: [] },
    { field: 'modelOutputs', left: [`${rightModel} at step 7`], right: [`${rightModel} at step 8`] },
  ])
  const none = { loggedModels: [], modelVersions: [] }
  const gone = { ...left(), ...none, runs: [run(leftRun, { modelInputs: [leftModel, `m-${hex('9')}`] })] }
  expect(compareDumps(gone, { ...right(), ...none, runs: [run(rightRun)] })).toEqual([])
})

test('missing, extra and doubled models, registered models by a new name, or no models at all', () => {
  const registeredModels = [{ name: 'new', description: '', tags: {}, aliases: { champion: '4' } }]
  const other = { ...right(), registeredModels, loggedModels: [], modelVersions: [] }
  const found = (options: CompareDumpsOptions) =>
    compareDumps(left(), other, options)
      .filter(({ object }) => object !== 'run')
      .map(({ problem, object, field }) => `${problem} ${object} ${field ?? ''}`.trim())
  expect(found({})).toEqual([
    'missing loggedModel',
    'missing registeredModel',
    'extra registeredModel',
    'missing modelVersion',
  ])
  expect(found({ renamedModels: { churn: 'new' } })).toEqual([
    'missing loggedModel',
    'differs registeredModel aliases.champion',
    'missing modelVersion',
  ])
  expect(found({ models: false })).toEqual([])
  const twice = [loggedModel(rightModel, rightRun), loggedModel(`m-${hex('5')}`, rightRun)]
  expect(compareDumps(left(), { ...right(), loggedModels: twice })).toMatchObject([
    { problem: 'doubled', object: 'loggedModel', right: 2 },
  ])
})

function changedVersion(fields: Partial<ModelVersionDump>): readonly Difference[] {
  return compareDumps(left(), { ...right(), modelVersions: [version('store:/2', rightModel, rightRun, fields)] })
}

function left(): ServerDump {
  return {
    experiments: [{ name: 'models', lifecycle: 'active', tags: {} }],
    runs: [run(leftRun, { modelInputs: [leftModel], modelOutputs: [{ model: leftModel, step: '7' }] })],
    loggedModels: [loggedModel(leftModel, leftRun)],
    registeredModels: [{ name: 'churn', description: '', tags: {}, aliases: { champion: '3' } }],
    modelVersions: [version('store:/1', leftModel, leftRun)],
  }
}

function right(): ServerDump {
  return {
    ...left(),
    runs: [run(rightRun, { modelInputs: [rightModel], modelOutputs: [{ model: rightModel, step: '7' }] })],
    loggedModels: [loggedModel(rightModel, rightRun)],
    modelVersions: [version('store:/2', rightModel, rightRun)],
  }
}

function run(id: string, fields: Partial<RunDump> = {}): RunDump {
  return {
    id,
    experiment: 'models',
    name: 'train',
    status: 'FINISHED',
    startTime: '1',
    endTime: '2',
    user: 'ferry',
    lifecycle: 'active',
    params: {},
    tags: {
      'mlflow.log-model.history': `[{"run_id": "${id}"}]`,
      ...(id === rightRun && { 'mlferry.source.id': leftRun }),
    },
    latestMetrics: {},
    metrics: {},
    inputs: [],
    artifacts: {},
    ...fields,
  }
}

function loggedModel(id: string, runId: string, fields: Partial<LoggedModelDump> = {}): LoggedModelDump {
  const versions = '[{"name": "churn", "version": 3}]'
  return {
    id,
    experiment: 'models',
    name: 'scorer',
    type: '',
    status: 'READY',
    statusMessage: '',
    created: 1,
    run: runId,
    params: {},
    tags: { 'mlflow.modelVersions': versions, ...(id !== leftModel && { 'mlferry.source.id': leftModel }) },
    metrics: [{ key: 'loss', run: runId, point: 'step 1 at 2: nan' }],
    location: `store:/${id === leftModel ? 1 : 2}/models/${id}`,
    artifacts: {},
    ...fields,
  }
}

function version(
  store: string,
  model: string,
  runId: string,
  fields: Partial<ModelVersionDump> = {},
): ModelVersionDump {
  const location = `${store}/models/${model}/model`
  return {
    name: 'churn',
    version: 3,
    status: 'READY',
    stage: 'Staging',
    description: '',
    tags: {},
    run: runId,
    runLink: '',
    source: location,
    location,
    artifacts: { weights: '3 bytes' },
    modelFiles: { MLmodel: modelFile(model, location) },
    ...fields,
  }
}

function modelFile(model: string, location: string): string {
  return `artifact_path: ${location}\nmodel_id: ${model}\nmodel_uuid: ${hex('7')}\n`
}
