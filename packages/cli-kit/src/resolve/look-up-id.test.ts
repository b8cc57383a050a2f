import { MemoryServer } from '@mlferry/core/testing'
import { copy } from '@mlferry/engine'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { lookUpAtTarget, lookUpInMaps } from './look-up-id.ts'

test('an id is found in the id maps of an export directory, by its kind', async () => {
  await using dir = await tempDir({
    '.mlferry/import-1/id-map.jsonl': '{"kind":"run","source":"a","target":null,"title":null,"outcome":"failed"}\n',
    '.mlferry/import-2/id-map.jsonl': '{"kind":"run","source":"a","target":"b","title":"calm","outcome":"created"}\n',
  })

  const found = { kind: 'run', source: 'a', target: 'b', title: 'calm' }
  expect(await lookUpInMaps(dir.path, { id: 'a', kind: undefined })).toEqual(found)
  expect(await lookUpInMaps(dir.file('.mlferry/import-2/id-map.jsonl'), { id: 'a', kind: 'run' })).toEqual(found)
  expect(await lookUpInMaps(dir.path, { id: 'a', kind: 'trace' })).toBeUndefined()
  expect(await lookUpInMaps(dir.path, { id: 'b', kind: undefined })).toBeUndefined()
})

test('an id of A is found at C after A to B to C, as are the ids of B and those of C itself', async () => {
  const [a, b, c] = [new MemoryServer('http://a'), new MemoryServer('http://b'), new MemoryServer('http://c')]
  const experiment = a.make('experiment', { fields: { name: 'churn' } })
  const ids = [a.make('run', { scope: experiment }).id, a.make('loggedModel', { scope: experiment }).id, experiment.id]
  await copy({ source: a, target: b })
  b.make('experiment', { fields: { name: 'of b' } })
  await copy({ source: b, target: c })
  // Without a call for single objects, all are listed.
  const target = Object.assign(c, { find: undefined })

  for (const [kind, id] of [
    ['run', ids[0]],
    ['loggedModel', ids[1]],
    ['experiment', ids[2]],
  ] as const) {
    const [copied] = c.all(kind).slice(kind === 'experiment' ? 1 : 0)
    const expected = { kind, target: copied?.header.ref.id }
    for (const one of [id, b.all(kind).at(kind === 'experiment' ? 1 : 0)?.header.ref.id]) {
      expect(await lookUpAtTarget(target, { id: one ?? '', kind }, AbortSignal.timeout(5000))).toMatchObject(expected)
    }
    const own = await lookUpAtTarget(target, { id: copied?.header.ref.id ?? '', kind }, AbortSignal.timeout(5000))
    expect(own?.target).toBe(expected.target)
  }
})
