import { expect, test } from 'vitest'
import { encodeName, fileNameOf } from './file-names.ts'

test('an id of letters, digits and dashes is its own file name', () => {
  expect(fileNameOf('m-0a1B_2')).toBe('m-0a1B_2')
})

test('other ids become short names of plain characters, each its own', () => {
  const ids = ['a/b', 'a b', 'a_b', '../..', '', 'ü', 'n'.repeat(256), `${'n'.repeat(256)}/1`]
  const names = ids.map(fileNameOf)

  for (const name of names) expect(name).toMatch(/^[\w-]{1,100}$/)
  expect(new Set(names).size).toBe(ids.length)
})

test('a name tells every byte of a text, in characters that the caller chooses', () => {
  const percent = (hex: string) => `%${hex.toUpperCase()}`
  expect(encodeName('a/ü-_.', percent)).toBe('a%2F%C3%BC-_%2E')
  expect(encodeName('a-b', percent, /(?!)/)).toBe('%61%2D%62')
  expect(encodeName('', percent)).toBe('%')
})
