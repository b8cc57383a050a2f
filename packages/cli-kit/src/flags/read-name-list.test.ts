import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { readNameList } from './read-name-list.ts'

test('names, ids and patterns are separated by commas; all means all', async () => {
  expect(await readNameList('churn, 7,fraud-*,')).toEqual(['churn', '7', 'fraud-*'])
  expect(await readNameList('all')).toBeUndefined()
})

test('a .txt file has one a line, commas included', async () => {
  await using dir = await tempDir({ 'names.txt': '\uFEFFchurn\r\na, b\n\n  7 \n' })

  expect(await readNameList(dir.file('names.txt'))).toEqual(['churn', 'a, b', '7'])
})

test('a list of nothing and a file that is not there are wrong usage', async () => {
  await expect(readNameList(' , ')).rejects.toThrow('names nothing')
  await expect(readNameList('/nowhere/names.txt')).rejects.toMatchObject({ code: 'ERR_USAGE' })
})
