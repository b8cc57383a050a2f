import { expect, test } from 'vitest'
import { compareDumps } from './compare-dumps.ts'
import type { RunDump, ServerDump } from './dump-server.ts'

test('a true copy has no differences: other ids, mapped parents, provenance tags', () => {
  const left = dump(run({ id: 'parent' }), run({ id: 'child', tags: { 'mlflow.parentRunId': 'parent' } }))
  const right = dump(
    run({ id: 'p2', tags: { 'mlferry.source.id': 'parent', 'mlferry.source.uri': 'http://old' } }),
    run({ id: 'c2', tags: { 'mlferry.source.id': 'child', 'mlflow.parentRunId': 'p2' } }),
  )
  expect(compareDumps(left, right)).toEqual([])
})

test('every kind of field is compared, and a history by its points', () => {
  const left = dump(
    run({
      id: 'a',
      status: 'FINISHED',
      params: { depth: '3' },
      tags: { team: 'x' },
      metrics: { loss: ['step 0 at 1: 0.5', 'step 1 at 2: 0.5', 'step 1 at 2: 0.5'] },
      inputs: [{ dataset: { name: 'd' }, tags: {} }],
      artifacts: { 'a.txt': '1 bytes', 'mlferry/copy.json': '9 bytes' },
    }),
  )
  const right = dump(
    run({
      id: 'b',
      status: 'FAILED',
      params: {},
      tags: { 'mlferry.source.id': 'a', team: 'x', more: '' },
      metrics: { loss: ['step 0 at 1: 0.5', 'step 1 at 2: 0.5', 'step 2 at 2: nan'] },
      inputs: [],
      artifacts: { 'a.txt': '2 bytes' },
    }),
  )
  const differs = { problem: 'differs', object: 'run', name: 'churn / run (a)' }
  expect(compareDumps(left, right)).toEqual([
    { ...differs, field: 'status', left: 'FINISHED', right: 'FAILED' },
    { ...differs, field: 'params.depth', left: '3', right: undefined },
    { ...differs, field: 'metrics.loss', left: ['step 1 at 2: 0.5'], right: ['step 2 at 2: nan'] },
    { ...differs, field: 'artifacts.a.txt', left: '1 bytes', right: '2 bytes' },
    { ...differs, field: 'inputs', left: ['{"dataset":{"name":"d"},"tags":{}}'], right: [] },
    { ...differs, field: 'tags.more', left: undefined, right: '' },
  ])
})

test('missing, doubled and extra runs are told apart', () => {
  const left = dump(run({ id: 'a' }), run({ id: 'b' }))
  const right = dump(copyOf('a', '1'), copyOf('a', '2'), run({ id: 'own' }))
  expect(compareDumps(left, right)).toEqual([
    { problem: 'doubled', object: 'run', name: 'churn / run (a)', right: 2 },
    { problem: 'missing', object: 'run', name: 'churn / run (b)' },
    { problem: 'extra', object: 'run', name: 'churn / run (own)' },
  ])
  expect(compareDumps(left, right, { allowExtra: true })).toHaveLength(2)
})

test('two copies of one source are paired, and a copy with its source', () => {
  expect(compareDumps(dump(copyOf('origin', 'a')), dump(copyOf('origin', 'b')))).toEqual([])
  expect(compareDumps(dump(copyOf('origin', 'a')), dump(run({ id: 'origin' })))).toEqual([])
})

test('a parent that was not copied must be kept as a pending link', () => {
  const left = dump(run({ id: 'child', tags: { 'mlflow.parentRunId': 'gone' } }))
  const pending = { 'mlferry.source.id': 'child', 'mlferry.pending.parent': '{"id":"gone"}' }
  expect(compareDumps(left, dump(run({ id: 'c2', tags: pending })))).toEqual([])
  expect(compareDumps(left, dump(copyOf('child', 'c2')))).toMatchObject([
    { field: 'tags.mlflow.parentRunId', left: 'gone', right: undefined },
  ])
})

test('runs of the same name and start time are paired in their order', () => {
  const options = { pairBy: 'name-and-start-time' } as const
  const twins = [run({ id: 'a', user: 'x' }), run({ id: 'b', user: 'y' })] as const
  expect(compareDumps(dump(...twins), dump(...twins), options)).toEqual([])
  expect(compareDumps(dump(...twins), dump(twins[0]), options)).toMatchObject([{ problem: 'missing' }])
  expect(compareDumps(dump(twins[0]), dump(...twins), options)).toMatchObject([{ problem: 'doubled' }])
})

test('experiments are compared by name, renamed ones by their new name', () => {
  const left: ServerDump = {
    experiments: [
      { name: 'old', lifecycle: 'active', tags: { team: 'x', 'mlflow.artifactLocation': 'here' } },
      { name: 'lost', lifecycle: 'deleted', tags: {} },
    ],
    runs: [],
  }
  const right: ServerDump = { experiments: [{ name: 'new', lifecycle: 'deleted', tags: { team: 'x' } }], runs: [] }
  expect(compareDumps(left, right, { renamed: { old: 'new' }, ignoreTags: ['mlflow.artifact*'] })).toEqual([
    { problem: 'differs', object: 'experiment', name: 'old', field: 'lifecycle', left: 'active', right: 'deleted' },
    { problem: 'missing', object: 'experiment', name: 'lost' },
  ])
})

function copyOf(source: string, id: string): RunDump {
  return run({ id, tags: { 'mlferry.source.id': source } })
}

function run(fields: Partial<RunDump> & { readonly id: string }): RunDump {
  return {
    experiment: 'churn',
    name: 'run',
    status: 'FINISHED',
    startTime: '1',
    endTime: '2',
    user: 'ferry',
    lifecycle: 'active',
    params: {},
    tags: {},
    latestMetrics: {},
    metrics: {},
    inputs: [],
    artifacts: {},
    ...fields,
  }
}

function dump(...runs: readonly RunDump[]): ServerDump {
  return { experiments: [{ name: 'churn', lifecycle: 'active', tags: {} }], runs }
}
