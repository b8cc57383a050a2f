import { expect, test } from 'vitest'
import { compareDumps } from './compare-dumps.ts'
import { dumpServer } from './dump-server.ts'
import { fillSampleModels } from './fill-sample-models.ts'
import { loadModels } from './load-models.ts'
import { type MlflowServer, startMlflowServer } from './mlflow-server.ts'
import { mlflowAtLeast, mlflowVersions, newestMlflow } from './mlflow-versions.ts'

const scorer = 'credit scorer'

const versions = process.env.MLFERRY_TEST_VERSIONS === 'all' ? mlflowVersions : [newestMlflow]

test.for(versions)('models of MLflow %s load, and each change of them is found', async (version) => {
  await using server = await startMlflowServer({ version })
  const { refused, loggedModels } = await fillSampleModels(server)
  const before = await dumpServer(server)
  const numbers = before.modelVersions?.filter(({ name }) => name === scorer).map((found) => found.version)
  const hand = refused.some(({ what }) => what === `version 8 of ${scorer}`) ? [] : [8]
  expect(numbers?.toSorted((a, b) => a - b)).toEqual([1, 3, 4, 6, 7, ...hand, 9, 10, 12])
  expect(compareDumps(before, before, { pairBy: 'name-and-start-time' })).toEqual([])

  const predictions = await loadModels(server, { names: [scorer] })
  const hasModels = mlflowAtLeast(version, '3.0')
  const weight = (number: number) => (number === 12 && !hasModels ? 4 : number)
  for (const number of numbers ?? []) {
    expect(predictions[`${scorer}/${number}`]).toEqual([weight(number), 2.5 * weight(number)])
  }
  expect(predictions[`${scorer}@challenger`]).toEqual([7, 17.5])

  await change(server, loggedModels['of a run'])
  const differences = compareDumps(before, await dumpServer(server), { pairBy: 'name-and-start-time' })
  const found = differences.map(({ problem, object, name, field }) =>
    `${problem} ${object} ${name.replace(/ \(.*/, '')} ${field ?? ''}`.trim(),
  )
  expect(found.toSorted()).toEqual([
    ...(hasModels ? ['differs loggedModel models – größe / scorer metrics.new'] : []),
    ...(hasModels ? ['differs loggedModel models – größe / scorer tags.new'] : []),
    'differs modelVersion credit scorer/3 stage',
    'differs modelVersion credit scorer/4 tags.new',
    'differs modelVersion credit scorer/6 description',
    'differs registeredModel credit scorer aliases.challenger',
    'differs registeredModel no version description',
    ...(hasModels ? ['differs run models – größe / evaluate 0 latestMetrics.new'] : []),
    ...(hasModels ? ['differs run models – größe / evaluate 0 metrics.new'] : []),
    ...(hasModels ? ['differs run models – größe / evaluate 0 modelInputs'] : []),
    'extra modelVersion credit scorer/14',
    'extra registeredModel one more',
    ...(hasModels ? ['missing loggedModel models – größe / ready without files'] : []),
    'missing modelVersion credit scorer/10',
  ])
})

async function change(server: MlflowServer, loggedModel: string | undefined): Promise<void> {
  const call = caller(server)
  await call('POST', 'model-versions/transition-stage', { name: scorer, version: '3', stage: 'None' })
  await call('POST', 'model-versions/set-tag', { name: scorer, version: '4', key: 'new', value: '1' })
  await call('PATCH', 'model-versions/update', { name: scorer, version: '6', description: 'new' })
  await call('DELETE', 'model-versions/delete', { name: scorer, version: '10' })
  await call('POST', 'registered-models/alias', { name: scorer, alias: 'challenger', version: '6' })
  await call('PATCH', 'registered-models/update', { name: 'no version', description: 'new' })
  await call('POST', 'registered-models/create', { name: 'one more' })
  const { runs } = await call('POST', 'runs/search', { experiment_ids: ['1'], max_results: 100 })
  const run = (name: string) => runs.find((each: Run) => each.info.run_name === name).info
  const { run_id, artifact_uri } = run('a model at the root')
  await call('POST', 'model-versions/create', { name: scorer, source: artifact_uri, run_id })
  if (!loggedModel) return
  const { models } = await call('POST', 'logged-models/search', { experiment_ids: ['1'], max_results: 50 })
  const unused = models.find((each: Model) => each.info.name === 'ready without files').info.model_id
  const evaluation = run('evaluate 0').run_id
  await call('POST', 'runs/log-inputs', { run_id: evaluation, models: [{ model_id: pendingOf(models) }] })
  const point = { key: 'new', value: 1, timestamp: 1, step: 1, model_id: loggedModel }
  await call('POST', 'runs/log-batch', { run_id: evaluation, metrics: [point] })
  await call('PATCH', `logged-models/${loggedModel}/tags`, { tags: [{ key: 'new', value: '1' }] })
  await call('DELETE', `logged-models/${unused}`, {})
}

interface Run {
  readonly info: { readonly run_name: string }
}

interface Model {
  readonly info: { readonly name: string; readonly model_id: string }
}

function pendingOf(models: readonly Model[]): string | undefined {
  return models.find((each) => each.info.name === 'pending')?.info.model_id
}

function caller({ url }: MlflowServer) {
  return async (method: string, path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${url}/api/2.0/mlflow/${path}`, { method, headers, body: JSON.stringify(body) })
    const text = await answer.text()
    expect(text).not.toContain('error_code')
    return JSON.parse(text)
  }
}
