import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { readExperimentList } from './read-experiment-list.ts'

test('names, ids and patterns are separated by commas; all means all', async () => {
  expect(await readExperimentList('churn, 7,fraud-*,')).toEqual(['churn', '7', 'fraud-*'])
  expect(await readExperimentList('all')).toBeUndefined()
})

test('a .txt file has one a line, commas included', async () => {
  await using dir = await tempDir({ 'names.txt': '\uFEFFchurn\r\na, b\n\n  7 \n' })

  expect(await readExperimentList(dir.file('names.txt'))).toEqual(['churn', 'a, b', '7'])
})

test('a list of nothing and a file that is not there are wrong usage', async () => {
  await expect(readExperimentList(' , ')).rejects.toThrow('names no experiment')
  await expect(readExperimentList('/nowhere/names.txt')).rejects.toMatchObject({ code: 'ERR_USAGE' })
})
