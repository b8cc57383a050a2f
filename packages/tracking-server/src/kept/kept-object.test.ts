import { contentOf, type Header, putBytes, sealOf } from '@mlferry/core'
import { MemoryRoot } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { keptText, readKeptObject } from './kept-object.ts'

const { signal } = new AbortController()

test('an object is read with the fingerprint of its source, so that a copy of it is recognised as unchanged', async () => {
  const header: Header = {
    ref: { kind: 'evaluationDataset', id: 'd-1' },
    fields: { name: 'golden', tags: new Map() },
    links: [{ field: 'experiments', to: { kind: 'experiment', id: '1' } }],
    fingerprint: '1:abc',
  }
  expect(contentOf(header)).toBeDefined()
  const root = new MemoryRoot(new Map(), () => {})
  const kept = { header: { ...header, fingerprint: sealOf(header) }, pending: [], parts: 0, content: 1 }
  await putBytes(root, { path: 'a.json', bytes: keptText(kept) }, signal)

  const read = await readKeptObject(root, 'a.json', signal)

  expect(read.header).toEqual(header)
})
