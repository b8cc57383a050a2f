import type { ObjectKind } from '@mlferry/core'
import { expect, test } from 'vitest'
import { runKind } from '../kinds/run/run-kind.ts'
import { type Entry, type Pairing, pairObjects } from './pair-objects.ts'

test('the tag of mlferry goes before all others, in either direction and over a second hop', () => {
  expect(pairs([entry('a')], [entry('1', { copyOf: 'b' }), entry('2', { copyOf: 'a' })])).toEqual(['a=2'])
  expect(pairs([entry('a')], [entry('2', { copyOf: 'b', origin: 'a' })])).toEqual(['a=2'])
  expect(pairs([entry('b', { copyOf: 'a', origin: 'a' })], [entry('a')])).toEqual(['b=a'])
  const twins = [entry('b1', { copyOf: 'a', origin: 'a' }), entry('b2', { copyOf: 'a', origin: 'a' })]
  const copies = [entry('c2', { copyOf: 'b2', origin: 'a' }), entry('c1', { copyOf: 'b1', origin: 'a' })]
  expect(pairs(twins, copies)).toEqual(['b1=c1', 'b2=c2'])
})

test('what another tool copied is known by its note, else by a name and a time that only one has', () => {
  expect(pairs([entry('a')], [entry('1', { noted: 'a' })])).toEqual(['a=1'])
  expect(pairs([entry('a', { likeness: 'x' })], [entry('1', { likeness: 'x' })])).toEqual(['a=1'])
  const alike = [entry('1', { likeness: 'x' }), entry('2', { likeness: 'x' })]
  expect(pairs([entry('a', { likeness: 'x' })], alike)).toEqual([])
})

test('a second copy in the same place is doubled, one elsewhere is extra', () => {
  const here = [entry('1', { copyOf: 'a' }), entry('2', { copyOf: 'a' })]
  expect(pair([entry('a')], here)).toMatchObject({ doubled: [{ target: { ref: { id: '2' } } }], extra: [] })
  const elsewhere = { ...entry('1', { copyOf: 'a' }), scope: { kind: 'experiment', id: 'other' } }
  expect(pair([entry('a')], [elsewhere, entry('2', { copyOf: 'a' })])).toMatchObject({
    pairs: [{ target: { ref: { id: '2' } } }],
    doubled: [],
    extra: [{ ref: { id: '1' } }],
  })
})

test('objects that share what they are recognised by go to the copy with their content', () => {
  const twins = [entry('a'), entry('b')].map((each) => ({ ...each, fingerprint: each.ref.id }))
  const copies = [entry('2'), entry('1')].map((each, at) => ({ ...each, fingerprint: 'ba'[at] ?? '' }))
  const found = pairTwins(twins, copies)
  expect(told(found)).toEqual(['a=1', 'b=2'])
  expect(found).toMatchObject({ missing: [], doubled: [], extra: [] })
})

test('twins with the same content are told by their ids, where these were kept', () => {
  expect(told(pairTwins([entry('a'), entry('b')], [entry('b'), entry('a')]))).toEqual(['a=a', 'b=b'])
})

/** Of a kind that is known by a name, which they all have. */
function pairTwins(sources: readonly Entry[], targets: readonly Entry[]): Pairing {
  const named: ObjectKind = { ...runKind, identity: () => 'twin' }
  const keyed = (entries: readonly Entry[]) => entries.map((each) => ({ ...each, keys: { key: 'twin' } }))
  return pairObjects(keyed(sources), keyed(targets), { kind: named, targetOf: (ref) => ref })
}

const kind: ObjectKind = runKind

function pair(sources: readonly Entry[], targets: readonly Entry[]) {
  return pairObjects(sources, targets, { kind, targetOf: (ref) => ref })
}

function pairs(sources: readonly Entry[], targets: readonly Entry[]): string[] {
  return told(pair(sources, targets))
}

function told({ pairs }: Pairing): string[] {
  return pairs.map(({ source, target }) => `${source.ref.id}=${target.ref.id}`)
}

function entry(id: string, keys: Partial<Entry['keys']> = {}): Entry {
  const scope = { kind: 'experiment', id: 'e' }
  return {
    ref: { kind: 'run', id },
    scope,
    slot: 0,
    fingerprint: '',
    keys: { key: id, ...keys },
  }
}
