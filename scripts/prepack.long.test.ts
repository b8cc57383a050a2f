import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
// Not the settings of the package manager that runs these tests: pnpm then takes dependencies for installed.
const settings = Object.keys(process.env).filter((key) => /^p?npm_/i.test(key))
const plainEnv = Object.fromEntries(settings.map((key) => [key, undefined]))

test('a package of a fresh clone is packed with its code', async () => {
  await using clone = await tempDir()
  const listed = await runCommand('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
  })
  for (const path of listed.split('\0').filter(Boolean)) await cp(join(root, path), clone.file(path))

  const packed = await runCommand('npm', ['pack', '--json'], { cwd: clone.file('packages/core'), env: plainEnv })

  const [{ files }] = JSON.parse(packed)
  expect(files.map(({ path }: { path: string }) => path)).toContain('dist/index.js')
})
