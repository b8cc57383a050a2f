import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readFileBytes } from './read-file-bytes.ts'

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mlferry-'))
})
afterAll(() => rm(dir, { recursive: true }))

test.each([0, 1, 300, 256 * 1024, 700_001])('a file of %i bytes is read whole, and from any place on', async (size) => {
  const bytes = Buffer.from(Array.from({ length: size }, (_, index) => index % 251))
  const path = await fileOf(bytes)
  for (const start of [0, 1, Math.floor(size / 2), size, size + 1]) {
    const rest = bytes.subarray(start)
    expect(Buffer.concat(await Array.fromAsync(readFileBytes(path, { start }))).equals(rest)).toBe(true)
    const copied = await Array.fromAsync(readFileBytes(path, { start, reuse: true }), (piece) => Buffer.from(piece))
    expect(Buffer.concat(copied).equals(rest)).toBe(true)
  }
})

test('a small file takes a small buffer', async () => {
  const [piece, ...rest] = await Array.fromAsync(readFileBytes(await fileOf(Buffer.alloc(100_000))))
  expect(piece?.buffer.byteLength).toBe(100_001)
  expect(rest).toEqual([])
})

test('a file that grows meanwhile is read to its end', async () => {
  const path = await fileOf(Buffer.from('first'))
  const pieces: string[] = []
  for await (const piece of readFileBytes(path)) {
    if (pieces.length === 0) await appendFile(path, ' and second')
    pieces.push(Buffer.from(piece).toString())
  }
  expect(pieces.join('')).toBe('first and second')
})

async function fileOf(bytes: Uint8Array): Promise<string> {
  const path = join(dir, 'file')
  await writeFile(path, bytes)
  return path
}
