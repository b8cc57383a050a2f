import type { Header, Link, Query } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copy } from '../copy.ts'
import type { Selection } from './selection.ts'

test.each<[string, Selection, boolean, string]>([
  ['a run', { runIds: ['train'] }, false, 'A train m1 eval t1'],
  ['a run that read a model', { runIds: ['eval'] }, false, 'A eval m1 train t1'],
  ['a run with those below it', { runIds: ['sweep'], nestedRuns: true }, false, 'A sweep trial'],
  ['a run alone', { runIds: ['train'] }, true, 'A train'],
  ['a logged model', { loggedModels: ['m1'] }, false, 'A m1 train eval t1'],
  ['a logged model alone, which waits for its run', { loggedModels: ['m1'] }, true, 'A'],
  ['a registered model', { models: ['churn'] }, false, 'A churn churn/1 train m1 eval t1'],
  ['a registered model alone', { models: ['churn'] }, true, 'churn'],
  ['an experiment', { experimentId: 'A' }, false, 'A train eval sweep trial m1 t1 i1 q1 s1 d1'],
  ['an experiment whose runs read a model elsewhere', { experiments: ['B'] }, false, 'B other t2 m1 A train eval t1'],
  ['an experiment alone', { experiments: ['B'] }, true, 'B'],
  ['an issue', { objects: { kind: 'issue' } }, false, 'A i1 train m1 eval t1'],
  ['a review queue', { objects: { kind: 'reviewQueue' } }, false, 'A q1 s1 t1'],
  ['a trace', { objects: { kind: 'trace', names: ['t1'] } }, false, 'A t1'],
  ['an evaluation dataset', { evaluationDatasets: ['d1'] }, false, 'A d1'],
])('%s comes with what it needs, and nothing else', async (_, selection, only, expected) => {
  const target = holdingAll(new MemoryStore('target'))

  await copy({ source: sample(), target, selection, only })

  expect(ids(target)).toEqual(expected.split(' ').sort())
})

test('each object that came along tells which one needs it', async () => {
  const { along } = await copy({
    source: sample(),
    target: holdingAll(new MemoryStore()),
    selection: { models: ['churn'] },
  })

  expect(along).toEqual([
    { kind: 'experiment', because: 'run', count: 1 },
    { kind: 'run', because: 'modelVersion', count: 1 },
    { kind: 'run', because: 'loggedModel', count: 1 },
    { kind: 'loggedModel', because: 'modelVersion', count: 1 },
    { kind: 'modelVersion', because: 'registeredModel', count: 1 },
    { kind: 'trace', because: 'run', count: 1 },
  ])
})

test('what a selection leaves out is counted by kind', async () => {
  const target = holdingAll(new MemoryStore('target'))

  const { leftOut } = await copy({ source: sample(), target, selection: { runIds: ['train'] }, only: true })

  expect(leftOut).toEqual([
    { kind: 'loggedModel', count: 1, says: 'the logged models that it made or read' },
    { kind: 'trace', count: 1, says: 'the traces that name it or are linked to it' },
  ])
})

test('the newest version of each stage is found for each model by itself', async () => {
  const [source, target] = [holdingAll(new MemoryStore('source')), holdingAll(new MemoryStore('target'))]
  for (const [name, versions] of Object.entries({ churn: 1, fraud: 2 })) {
    source.add(header('registeredModel', name))
    for (let version = 1; version <= versions; version++) {
      const scope = { kind: 'registeredModel', id: name }
      source.add(header('modelVersion', `${name}/${version}`, { scope, fields: { name, version, stage: 'None' } }))
    }
  }

  await copy({ source, target, selection: { models: ['*'], latestVersions: true } })

  expect(ids(target)).toEqual(['churn', 'churn/1', 'fraud', 'fraud/2'])
})

test.each<[string, Selection, string[]]>([
  ['the newest of each stage', { latestVersions: true }, ['churn/2', 'churn/3', 'fraud/1']],
  ['those of a stage', { stages: ['production'] }, ['churn/1', 'churn/2']],
])('of a whole store with just %s of all versions, these come with all else', async (_, selection, expected) => {
  const [source, target] = [holdingAll(new MemoryStore('source')), holdingAll(new MemoryStore('target'))]
  source.add(header('experiment', 'A'))
  for (const [name, stages] of Object.entries({ churn: ['Production', 'Production', 'None'], fraud: ['None'] })) {
    source.add(header('registeredModel', name))
    for (const [at, stage] of stages.entries()) {
      const fields = { name, version: at + 1, stage }
      source.add(header('modelVersion', `${name}/${at + 1}`, { scope: { kind: 'registeredModel', id: name }, fields }))
    }
  }

  const { kinds } = await copy({ source, target, selection })

  expect(ids(target)).toEqual([...expected, 'A', 'churn', 'fraud'].sort())
  expect(kinds.modelVersion).toMatchObject({ created: expected.length, skipped: 0 })
})

test('what a directory holds beside a selection is counted by kind', async () => {
  const target = holdingAll(new MemoryStore('target'))
  const { leftOut } = await copy({ source: sample(), target, selection: { experiments: ['A'] }, tellRest: true })

  expect(leftOut).toEqual([
    { kind: 'experiment', count: 1, says: '' },
    { kind: 'run', count: 1, says: '' },
    { kind: 'registeredModel', count: 1, says: '' },
    { kind: 'modelVersion', count: 1, says: '' },
    { kind: 'trace', count: 1, says: '' },
  ])
})

test('label schemas are looked for in the experiment of their queue', async () => {
  const [source, target] = [sample(), holdingAll(new MemoryStore('target'))]
  const queries: Query[] = []
  const list = source.list.bind(source)
  source.list = (kind, query) => {
    if (kind === 'labelSchema') queries.push(query)
    return list(kind, query)
  }

  await copy({ source, target, selection: { objects: { kind: 'reviewQueue' } } })

  expect(queries[0]).toMatchObject({ ids: ['s1'], scopes: [{ kind: 'experiment', id: 'A' }] })
})

test('a source that can search by links is asked to', async () => {
  const [source, target] = [sample(), holdingAll(new MemoryStore('target'))]
  const queries: Query[] = []
  const list = source.list.bind(source)
  source.list = (kind, query) => {
    if (kind === 'trace') queries.push(query)
    return list(kind, query)
  }

  await copy({ source, target, selection: { runIds: ['train'] } })

  expect(queries[0]).toMatchObject({ linkedTo: { kind: 'run', fields: ['sourceRun', 'runs'], ids: ['train'] } })
})

/** A model that was measured by another run and read by a third, in another experiment; a trace, a queue, an issue. */
function sample(): MemoryStore {
  const store = holdingAll(new MemoryStore('source'))
  const inA = { kind: 'experiment', id: 'A' }
  const inB = { kind: 'experiment', id: 'B' }
  const metrics = [{ key: 'auc', runId: 'eval', value: 1, timestamp: 1n, step: 0n, dataset: null }]
  store.add(header('experiment', 'A'))
  store.add(header('experiment', 'B'))
  store.add(header('run', 'train', { scope: inA, links: [link('modelOutputs', 'loggedModel', 'm1')] }))
  store.add(header('run', 'eval', { scope: inA, links: [link('modelInputs', 'loggedModel', 'm1')] }))
  store.add(header('run', 'sweep', { scope: inA }))
  store.add(header('run', 'trial', { scope: inA, links: [link('parent', 'run', 'sweep')] }))
  store.add(header('run', 'other', { scope: inB, links: [link('modelInputs', 'loggedModel', 'm1')] }))
  store.add(
    header('loggedModel', 'm1', { scope: inA, links: [link('sourceRun', 'run', 'train')], fields: { metrics } }),
  )
  store.add(header('registeredModel', 'churn'))
  const version = [link('run', 'run', 'train'), link('model', 'loggedModel', 'm1')]
  const fields = { name: 'churn', version: 1, stage: 'None', aliases: [] }
  store.add(
    header('modelVersion', 'churn/1', { scope: { kind: 'registeredModel', id: 'churn' }, links: version, fields }),
  )
  store.add(
    header('trace', 't1', { scope: inA, links: [link('sourceRun', 'run', 'train'), link('runs', 'run', 'eval')] }),
  )
  store.add(header('trace', 't2', { scope: inB, links: [link('sourceRun', 'run', 'gone')] }))
  store.add(header('issue', 'i1', { scope: inA, links: [link('sourceRun', 'run', 'train')] }))
  store.add(header('labelSchema', 's1', { scope: inA }))
  const items = [{ type: 'TRACE', id: 't1', status: 'PENDING', completedBy: '' }]
  store.add(
    header('reviewQueue', 'q1', { scope: inA, links: [link('schemas', 'labelSchema', 's1')], fields: { items } }),
  )
  store.add(header('evaluationDataset', 'd1', { links: [link('experiments', 'experiment', 'A')] }))
  return store
}

function header(kind: string, id: string, { fields = {}, ...rest }: Partial<Header<object>> = {}): Header {
  const common = { name: id, lifecycle: 'active', status: 'FINISHED', state: 'OK', startTime: 1, requestTime: 1 }
  const maps = { params: new Map(), tags: new Map(), latestMetrics: new Map(), metadata: new Map() }
  const lists = { metrics: [], datasetInputs: [], assessments: [], aliases: [], items: [] }
  return { ref: { kind, id }, fields: { ...common, ...maps, ...lists, ...fields }, links: [], fingerprint: id, ...rest }
}

function link(field: string, kind: string, id: string): Link {
  return { field, to: { kind, id } }
}

function holdingAll(store: MemoryStore): MemoryStore {
  store.capabilities = async () => ({ kind: () => ({ fields: {} }) })
  return store
}

function ids(store: MemoryStore): string[] {
  return [...store.objects.values()].map(({ header: { copyOf = '' } }) => copyOf).sort()
}
