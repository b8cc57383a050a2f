import { truncate } from 'node:fs/promises'
import { Spool } from '@mlferry/core'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { formatChecksum } from './checksum.ts'
import { sumIndexFiles } from './index-files.ts'
import { parseJournal } from './journal-lines.ts'
import { readChecksums } from './read-checksums.ts'

const sums = (number: number) => String(number).padStart(64, '0')
/** More than is read at once. */
const lines = Array.from({ length: 4000 }, (_, number) => [
  formatChecksum(`traces/größe ${number}/artifacts/traces.json`, sums(number)),
  formatChecksum(`traces/größe ${number}/trace.json`, sums(number + 1)),
]).flat()

test.each([
  ['as it was written', lines],
  ['sorted by someone', [...lines].sort()],
])('checksums of many objects, %s, are read as those of few', async (_, all) => {
  const journal = `${formatChecksum('experiment.json', sums(7))}${all.join('')}${sums(8)}  traces/cut off/tra`
  await using dir = await tempDir({ SHA256SUMS: journal })
  using spool = new Spool(dir.path)

  const read = await readChecksums(dir.path, '', { dir: dir.path, spool })

  const { trace, others } = parseJournal(journal)
  expect(read?.others).toEqual(others)
  expect([...(read?.trace ?? [])].sort()).toEqual([...trace].sort())
  expect([...(read?.trace.keys() ?? [])]).toHaveLength(4000)
})

test('a line without end is refused', async () => {
  await using dir = await tempDir({ SHA256SUMS: 'x'.repeat(2 << 20) })
  using spool = new Spool()
  const reading = readChecksums(dir.path, '', { dir: dir.path, spool })
  await expect(reading).rejects.toMatchObject({ code: 'ERR_EXPORT_INVALID' })
})

test('a file that no reader accepts is not read to its end for a checksum of its own', async () => {
  await using dir = await tempDir({ SHA256SUMS: '' })
  await truncate(dir.file('SHA256SUMS'), 1e11)
  await expect(sumIndexFiles(dir.path, 'all')).rejects.toMatchObject({ code: 'ERR_EXPORT_INVALID' })
})

test('a folder without the file has none', async () => {
  await using dir = await tempDir()
  using spool = new Spool()
  expect(await readChecksums(dir.path, '', { dir: dir.path, spool })).toBeUndefined()
})
