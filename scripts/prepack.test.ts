import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test('every package that is built is built before it is packed', async () => {
  for await (const path of glob('{packages,apps}/*/package.json', { cwd: root })) {
    const { name, private: hidden, scripts } = JSON.parse(await readFile(join(root, path), 'utf8'))
    if (!hidden && scripts.build) expect(scripts.prepack, name).toContain('run build')
  }
})
