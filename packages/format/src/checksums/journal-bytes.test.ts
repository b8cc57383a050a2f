import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempDir } from '../../test/sample-export.ts'
import { type ByteRange, bytesInFile, bytesInMemory, type JournalBytes } from './journal-bytes.ts'

const content = Buffer.from(Array.from({ length: 100_000 }, (_, index) => `${index} `).join(''))
const ranges: readonly ByteRange[] = [
  [0, 3],
  [200_000, 400_000],
  [5, 5],
  [10, 300_000],
  [content.length - 7, content.length],
]

test('ranges of a file come as those of its bytes, in any order and of any length', async () => {
  const path = join(await tempDir(), 'SHA256SUMS')
  await writeFile(path, content)
  const wanted = ranges.map(([from, to]) => content.subarray(from, to).toString()).join('')

  expect(await textOf(bytesInFile(path).ranges(ranges))).toBe(wanted)
  expect(await textOf(bytesInMemory(content).ranges(ranges))).toBe(wanted)
  expect(await textOf(bytesInFile(path).all())).toBe(content.toString())
})

test('where there is no file there is nothing; one that ends early is an error', async () => {
  const path = join(await tempDir(), 'SHA256SUMS')
  expect(await textOf(bytesInFile(path).all())).toBe('')
  await writeFile(path, 'short')
  await expect(textOf(bytesInFile(path).ranges([[0, 9]]))).rejects.toThrow('ends before 9')
})

async function textOf(bytes: ReturnType<JournalBytes['all']>): Promise<string> {
  return Buffer.concat(await Array.fromAsync(bytes, (piece) => Buffer.from(piece))).toString()
}
