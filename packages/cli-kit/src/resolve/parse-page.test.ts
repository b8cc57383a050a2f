import { expect, test } from 'vitest'
import { parseReference } from './parse-reference.ts'

const model = `m-${'0'.repeat(32)}`

test.each([
  ['http://host:5000/#/experiments/1/runs/3f2a', 'run', '3f2a', 'new'],
  ['https://host/mlflow/#/experiments/1/runs/3f2a/artifacts/model', 'run', '3f2a', 'new'],
  ['http://host:5000/#/workspaces/team/experiments/1/runs/3f2a?x=y', 'run', '3f2a', 'new'],
  ['http://host:5000/?workspace=team#/experiments/1/runs/3f2a', 'run', '3f2a', 'new'],
  [`http://host:5000/#/experiments/1/models/${model}`, 'loggedModel', model, 'new'],
  ['http://host:5000/#/models/churn%2Feu', 'registeredModel', 'churn/eu', 'new'],
  ['http://host:5000/#/models/churn/versions/3', 'modelVersion', 'churn/3', 'models:/new'],
  ['http://host:5000/#/experiments/1/traces?selectedEvaluationId=tr-1', 'trace', 'tr-1', 'new'],
  ['http://host:5000/#/experiments/1/traces/tr-1', 'trace', 'tr-1', 'new'],
  ['http://host:5000/#/prompts/ask', 'prompt', 'ask', 'new'],
  ['http://host:5000/#/experiments/1/prompts/ask?promptVersion=2', 'promptVersion', 'ask/2', 'new'],
  ['http://host:5000/#/experiments/1/datasets?selectedDatasetId=d-1', 'evaluationDataset', 'd-1', 'new'],
  ['http://host:5000/#/experiments/1', 'experiment', '1', 'new'],
])('the page %s names its object', (address, kind, id, written) => {
  const reference = parseReference(address)

  expect([reference.kind, reference.id, reference.write('new')]).toEqual([kind, id, written])
})

test('any other address is taken as it is', () => {
  expect(parseReference('http://host:5000/#/gateway')).toMatchObject({
    kind: undefined,
    id: 'http://host:5000/#/gateway',
  })
})
