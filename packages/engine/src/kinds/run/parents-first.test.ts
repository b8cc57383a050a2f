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

  expect(ordered(items)).toEqual(['other', 'parent', 'child', 'second', 'grandchild'])
})

test('a parent elsewhere counts as none, and a cycle ends', () => {
  const items = [item('a', 'b'), item('b', 'a'), item('orphan', 'not here'), item('self', 'self')]

  expect(ordered(items).toSorted()).toEqual(['a', 'b', 'orphan', 'self'])
})

test('without parents there is nothing to order', () => {
  expect(parentsFirst([item('a'), item('b')])).toBe(undefined)
})

function ordered(items: ReturnType<typeof item>[]) {
  return parentsFirst(items)?.map((number) => items[number]?.ref.id) ?? []
}

function item(id: string, parent?: string) {
  const links = parent === undefined ? [] : [{ field: 'parent', to: { kind: 'run', id: parent } }]
  return { ref: { kind: 'run', id }, links }
}
