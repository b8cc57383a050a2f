import { expect, test } from 'vitest'
import { evaluationDatasetKind } from '../kinds/evaluation-dataset/evaluation-dataset-kind.ts'
import { runKind } from '../kinds/run/run-kind.ts'
import { traceKind } from '../kinds/trace/trace-kind.ts'
import { asDeclared, lossOf, ruleOf } from './field-rules.ts'

const capabilities = { fields: {} }

test('a rule of an entry goes before one of a beginning, and that before one of the field', () => {
  expect(ruleOf(runKind, 'tags.mlflow.log-model.history')).toEqual({ compare: 'mapped' })
  expect(ruleOf(runKind, 'tags.mlflow_exim.run_info.run_id')).toEqual({ compare: 'exact', mayBeAdded: true })
  expect(ruleOf(runKind, 'tags.team')).toEqual({ compare: 'exact' })
  expect(ruleOf(runKind, 'extra.whatever')).toEqual({ compare: 'ignored' })
})

test('a loss is of a field, or of one entry', () => {
  const carried = { fields: { creationTime: { lost: 'set anew' }, 'tags mlflow.modelVersions': { lost: 'kept' } } }
  expect(lossOf(carried, 'creationTime')).toBe('set anew')
  expect(lossOf(carried, 'tags.mlflow.modelVersions')).toBe('kept')
  expect(lossOf(carried, 'tags.team')).toBeUndefined()
})

test('members that may be anything do not count, and JSON counts by what it says', () => {
  const record = { inputs: '{"a": 1}', more: '{"dataset_record_id": "dr-1"}' }
  expect(asDeclared('records', record, { kind: evaluationDatasetKind, capabilities })).toEqual({ inputs: '{"a": 1}' })
  const span = (inputs: string) => ({ name: 's', attributes: { 'mlflow.spanInputs': inputs } })
  const declared = (inputs: string) => asDeclared('spans', span(inputs), { kind: traceKind, capabilities })
  expect(declared('{"b": 2, "a": [1]}')).toEqual(declared('{"a":[1],"b":2}'))
  expect(declared('{"a": 1}')).not.toEqual(declared('{"a": 2}'))
  expect(declared('plain')).toEqual(span('plain'))
})
