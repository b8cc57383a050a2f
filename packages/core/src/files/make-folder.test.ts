import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder } from './make-folder.ts'

test('many folders below the same missing ones are made at once', async () => {
  const root = await mkdtemp(join(tmpdir(), 'mlferry-'))
  try {
    for (let round = 0; round < 20; round++) {
      const depths = Array.from({ length: 24 }, (_, index) => ['a', 'b', 'c', 'd'].slice(0, 1 + (index % 4)))
      await Promise.all(depths.map((names) => makeFolder(join(root, String(round), ...names))))
      expect(await readdir(join(root, String(round), 'a/b/c'))).toEqual(['d'])
    }
  } finally {
    await rm(root, { recursive: true })
  }
})
