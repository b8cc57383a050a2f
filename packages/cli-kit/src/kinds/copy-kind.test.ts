import { experimentFingerprint, type Header, scorerFingerprint, withUnlisted } from '@mlferry/core'
import { MemoryStore } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { copyKind } from './copy-kind.ts'

test('what holds none of the kind stays behind, unless it is named', async () => {
  const [target, named] = [new MemoryStore('target'), new MemoryStore('named')]

  await copyKind({ source: sample(), target, kind: 'scorer' })
  await copyKind({ source: sample(), target: named, kind: 'scorer', experiments: ['empty', 'b'] })

  expect(names(target)).toEqual(['a', 'accuracy', 'accuracy', 'b', 'tone'])
  expect(names(named)).toEqual(['accuracy', 'b', 'empty', 'tone'])
})

test('one object comes by its name or its id, from the experiment that is named', async () => {
  const [byName, byId] = [new MemoryStore('name'), new MemoryStore('id')]

  await copyKind({ source: sample(), target: byName, kind: 'scorer', name: 'accuracy', experiments: ['b'] })
  await copyKind({ source: sample(), target: byId, kind: 'scorer', name: 'id-of-tone' })

  expect(names(byName)).toEqual(['accuracy', 'b'])
  expect(names(byId)).toEqual(['b', 'tone'])
})

test('a name that nothing has is an error before anything is written', async () => {
  const target = new MemoryStore('target')

  const copied = copyKind({ source: sample(), target, kind: 'scorer', name: 'gone' })

  await expect(copied).rejects.toMatchObject({ code: 'ERR_NOT_FOUND', message: expect.stringContaining("'gone'") })
  expect(target.writes).toBe(0)
})

test('scorers of one name in two experiments are two, and come once', async () => {
  const target = new MemoryStore('target')

  await copyKind({ source: sample(), target, kind: 'scorer' })
  const { kinds } = await copyKind({ source: sample(), target, kind: 'scorer' })

  expect(kinds.scorer).toMatchObject({ created: 0, unchanged: 3 })
})

test('links that the listing leaves out come with objects of one kind, too', async () => {
  const [source, target] = [sample(), new MemoryStore('target')]
  const run = { kind: 'run', id: 'r' }
  source.add({ ...scorer('late', 'late', '1'), unlisted: ['runs'] })
  const withAllLinks = async (batch: readonly Header[]) =>
    batch.map((header) => withUnlisted(header, [{ field: 'runs', to: run }]))

  const { pending } = await copyKind({ source: Object.assign(source, { withAllLinks }), target, kind: 'scorer' })

  expect(pending).toMatchObject([{ field: 'runs', to: run }])
})

function sample(): MemoryStore {
  const store = new MemoryStore('source')
  for (const [at, name] of ['a', 'b', 'empty'].entries()) store.add(experiment(String(at), name))
  store.add(scorer('id-of-a', 'accuracy', '0'))
  store.add(scorer('id-of-b', 'accuracy', '1'))
  store.add(scorer('id-of-tone', 'tone', '1'))
  return store
}

function names(store: MemoryStore): string[] {
  return [...store.objects.values()].map(({ header }) => (header.fields as { name: string }).name).sort()
}

function experiment(id: string, name: string): Header {
  const rest = { tags: new Map(), artifactLocation: '', creationTime: 1, lastUpdateTime: 1, extra: {} }
  const fields = { name, lifecycle: 'active' as const, ...rest }
  return { ref: { kind: 'experiment', id }, fields, links: [], fingerprint: experimentFingerprint(fields) }
}

function scorer(id: string, name: string, experimentId: string): Header {
  const versions = [{ version: 1, serialized: `{"of": "${experimentId}"}`, creationTime: 1 }]
  const fields = { name, versions, onlineConfig: null, extra: {} }
  const scope = { kind: 'experiment', id: experimentId }
  return { ref: { kind: 'scorer', id }, scope, fields, links: [], fingerprint: scorerFingerprint(fields) }
}
