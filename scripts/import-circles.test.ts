import { spawnSync } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

test('the linter refuses two files that import each other, and if only for types', async () => {
  await using dir = await tempDir({
    'value.ts': "import type { Shape } from './shape.ts'\n\nexport const value: Shape = { size: 1 }\n",
    'shape.ts':
      "import type { value } from './value.ts'\n\nexport type Shape = { size: number; like?: typeof value }\n",
  })
  await cp(join(root, 'biome.json'), dir.file('biome.json'))

  const biome = join(root, 'node_modules/.bin/biome')
  const { status, stderr } = spawnSync(biome, ['lint', '--vcs-enabled=false', '.'], { cwd: dir.path, encoding: 'utf8' })

  expect(status).toBe(1)
  expect(stderr.match(/lint\/suspicious\/noImportCycles/g)).toHaveLength(2)
})
