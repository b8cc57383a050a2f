import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { readRenameFile } from './read-rename-file.ts'
import { renameExperiments } from './rename-experiments.ts'

test('names with commas, quotes, spaces and blank lines between are read', async () => {
  const csv = '\uFEFFchurn, churn 2024\r\n\r\n"a, b","c ""d"""\r\n/Users/me@x/größe,new\r\n'
  await using dir = await tempDir({ 'names.csv': csv })

  expect([...(await readRenameFile(dir.file('names.csv')))]).toEqual([
    ['churn', 'churn 2024'],
    ['a, b', 'c "d"'],
    ['/Users/me@x/größe', 'new'],
  ])
})

test.each([
  ['a,b\nonly one\n', "line 2 is not 'old name,new name'"],
  ['a,b,c\n', "line 1 is not 'old name,new name'"],
  ['a,\n', "line 1 is not 'old name,new name'"],
  ['a,b\na,c\n', "line 2 names 'a' a second time"],
  ['a,x\nb,x\n', "line 2 gives 'b' the new name of 'a'"],
  ['"a,b\n', 'is not valid'],
])('%j is refused with its line', async (csv, message) => {
  await using dir = await tempDir({ 'names.csv': csv })

  await expect(readRenameFile(dir.file('names.csv'))).rejects.toThrow(message)
})

test('a file that is not there is an error with its name', async () => {
  await expect(readRenameFile('/nowhere/names.csv')).rejects.toMatchObject({ code: 'ERR_RENAME_FILE' })
})

test('a name is exchanged as a whole only, and a name that nothing has is told', () => {
  const { amend, unused } = renameExperiments(
    new Map([
      ['churn', 'new'],
      ['gone', 'x'],
    ]),
  )
  const named = (name: string) => ({
    ref: { kind: 'experiment', id: '1' },
    fields: { name },
    links: [],
    fingerprint: '',
  })

  expect(amend(named('churn')).fields).toEqual({ name: 'new' })
  expect(amend(named('churn 2')).fields).toEqual({ name: 'churn 2' })
  expect(unused()).toEqual(['gone'])
})
