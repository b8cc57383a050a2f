import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { keptFolder } from './kept-files.ts'
import { tempDir } from './temp-dir.ts'

test('a folder has the given files and is gone at the end of its scope', async () => {
  let path: string
  {
    await using dir = await tempDir({ 'a/b.json': '{}', bytes: new Uint8Array([1, 2]) })
    path = dir.path
    expect(await readFile(dir.file('a', 'b.json'), 'utf8')).toBe('{}')
    expect([...(await readFile(dir.file('bytes')))]).toEqual([1, 2])
  }
  expect(existsSync(path)).toBe(keptFolder() !== undefined)
})
