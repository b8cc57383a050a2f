import { expect, test } from 'vitest'
import { parentsFirst } from './parents-first.ts'

test('parents come before children at any depth, otherwise the order stays', () => {
  const items = [
    item('grandchild', 'child'),
    item('child', 'parent'),
    item('other'),
    item('parent'),
    item('second', 'parent'),
  ]

  expect(parentsFirst(items).map(({ ref }) => ref.id)).toEqual(['other', 'parent', 'child', 'second', 'grandchild'])
})

test('a parent elsewhere counts as none, and a cycle ends', () => {
  const items = [item('a', 'b'), item('b', 'a'), item('orphan', 'not here'), item('self', 'self')]

  expect(
    parentsFirst(items)
      .map(({ ref }) => ref.id)
      .toSorted(),
  ).toEqual(['a', 'b', 'orphan', 'self'])
})

function item(id: string, parent?: string) {
  const links = parent === undefined ? [] : [{ field: 'parent', to: { kind: 'run', id: parent } }]
  return { ref: { kind: 'run', id }, links }
}
