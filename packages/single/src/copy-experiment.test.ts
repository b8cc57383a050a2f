import {
  experimentFingerprint,
  type Header,
  type Link,
  type RunFields,
  runFingerprint,
  withUnlisted,
} from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copyExperiment } from './copy-experiment.ts'
import { copyRun } from './copy-run.ts'

test('a name goes before an id, and nothing else of the source is copied', async () => {
  const target = new MemoryStore('target')

  await copyExperiment({ source: sample(), target, experiment: '2' })

  expect(names(target, 'experiment')).toEqual(['2'])
  expect(names(target, 'run').sort()).toEqual(['child', 'grandchild', 'other', 'root'])
})

test('an experiment is found by its id where nothing has that name', async () => {
  const target = new MemoryStore('target')

  await copyExperiment({ source: sample(), target, experiment: 'id-b' })

  expect(names(target, 'experiment')).toEqual(['churn'])
})

test('it arrives under the given name', async () => {
  const target = new MemoryStore('target')

  await copyExperiment({ source: sample(), target, experiment: 'churn', experimentName: 'churn 2024' })

  expect(names(target, 'experiment')).toEqual(['churn 2024'])
})

test('named runs come alone, or with all that are nested below them', async () => {
  const [alone, nested] = [new MemoryStore('alone'), new MemoryStore('nested')]

  await copyExperiment({ source: sample(), target: alone, experiment: '2', runIds: ['child'] })
  await copyExperiment({ source: sample(), target: nested, experiment: '2', runIds: ['child'], descendants: true })

  expect(names(alone, 'run')).toEqual(['child'])
  expect(names(nested, 'run')).toEqual(['child', 'grandchild'])
})

test('what is not there is an error before anything is written', async () => {
  const target = new MemoryStore('target')
  const copies = [
    () => copyExperiment({ source: sample(), target, experiment: 'gone' }),
    () => copyExperiment({ source: sample(), target, experiment: 'churn', runIds: ['child'] }),
    () => copyRun({ source: sample(), target, runId: 'gone' }),
  ]

  for (const copied of copies) await expect(copied()).rejects.toMatchObject({ code: 'ERR_NOT_FOUND' })
  expect(target.writes).toBe(0)
})

test('without a name the source must hold just one experiment', async () => {
  const target = new MemoryStore('target')

  await expect(copyExperiment({ source: sample(), target })).rejects.toMatchObject({ code: 'ERR_MORE_THAN_ONE' })
})

test('a run goes into the experiment of the given name, without the tags of the one it had', async () => {
  const target = new MemoryStore('target')

  await copyRun({ source: sample(), target, runId: 'grandchild', experimentName: 'picked' })

  expect(names(target, 'run')).toEqual(['grandchild'])
  const [picked] = [...target.objects.values()].filter(({ header }) => header.ref.kind === 'experiment')
  expect(picked?.header.fields).toMatchObject({ name: 'picked', tags: new Map() })
})

test('links that the listing leaves out come with one experiment, too', async () => {
  const [source, target] = [sample(), new MemoryStore('target')]
  const model = { kind: 'loggedModel', id: 'm-1' }
  source.add({ ...run('evaluation', 'id-b'), unlisted: ['modelInputs'] })
  const withAllLinks = async (batch: readonly Header[]) =>
    batch.map((header) => withUnlisted(header, [{ field: 'modelInputs', to: model }]))

  const { pending } = await copyExperiment({
    source: Object.assign(source, { withAllLinks }),
    target,
    experiment: 'churn',
  })

  expect(pending).toMatchObject([{ field: 'modelInputs', to: model }])
})

function sample(): MemoryStore {
  const store = new MemoryStore('source')
  // The name of one is the id of the other.
  store.add(experiment('id-a', '2'))
  store.add(experiment('2', 'not meant'))
  store.add(experiment('id-b', 'churn'))
  store.add(run('root', 'id-a'))
  store.add(run('child', 'id-a', 'root'))
  store.add(run('grandchild', 'id-a', 'child'))
  store.add(run('other', 'id-a'))
  store.add(run('elsewhere', 'id-b'))
  return store
}

function names(store: MemoryStore, kind: string): string[] {
  const headers = [...store.objects.values()].map(({ header }) => header)
  return headers.filter(({ ref }) => ref.kind === kind).map(({ fields }) => (fields as { name: string }).name)
}

function experiment(id: string, name: string): Header {
  const tags = new Map([['team', 'x']])
  const fields = {
    name,
    lifecycle: 'active' as const,
    tags,
    artifactLocation: '',
    creationTime: 1,
    lastUpdateTime: 1,
    extra: {},
  }
  return { ref: { kind: 'experiment', id }, fields, links: [], fingerprint: experimentFingerprint(fields) }
}

function run(id: string, experimentId: string, parent?: string): Header {
  const links: Link[] = parent ? [{ field: 'parent', to: { kind: 'run', id: parent } }] : []
  const fields: RunFields = {
    name: id,
    status: 'FINISHED',
    startTime: 1,
    endTime: 2,
    userId: 'u',
    lifecycle: 'active',
    artifactUri: '',
    params: new Map(),
    tags: new Map(),
    latestMetrics: new Map(),
    datasetInputs: [],
    extra: {},
  }
  const scope = { kind: 'experiment', id: experimentId }
  return { ref: { kind: 'run', id }, scope, fields, links, fingerprint: runFingerprint(fields, links) }
}
