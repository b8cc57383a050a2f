import { mkdir, readdir, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { makeStateDir } from './state-dir.ts'

const ends = { source: 'http://old:5000', target: 'http://new:5000' }

test('state lies with the export; imports into two servers do not share it', async () => {
  await using dir = await tempDir()
  const place = (role: 'export' | 'import', target: string) =>
    makeStateDir({ source: 'x', target, directory: { path: dir.path, role }, env: {} })

  expect(await place('export', dir.path)).toBe(dir.file('.mlferry', 'export'))
  const [one, two] = [await place('import', 'http://one'), await place('import', 'http://two')]
  expect(one).toMatch(/\.mlferry\/import-[0-9a-f]{12}$/)
  expect(two).not.toBe(one)
})

test('an export that cannot be written keeps no state: it goes to the state folder of the user', async () => {
  await using dir = await tempDir({ file: '' })

  const state = await makeStateDir({
    ...ends,
    directory: { path: dir.file('file'), role: 'import' },
    env: { XDG_STATE_HOME: dir.file('state') },
  })

  expect(state.startsWith(dir.file('state', 'mlferry'))).toBe(true)
})

test('a given folder that cannot be made is an error that names the flag', async () => {
  await using dir = await tempDir({ file: '' })

  await expect(makeStateDir({ ...ends, given: dir.file('file', 'x'), env: {} })).rejects.toMatchObject({
    code: 'ERR_STATE_DIR',
    hint: 'Give another folder with --state-dir.',
  })
})

test.each(['.mlferry', '.mlferry/export'])('a link in the export is not followed: %s', async (path) => {
  await using dir = await tempDir()
  const link = dir.file('export', path)
  await mkdir(dir.file('outside'))
  await mkdir(dirname(link), { recursive: true })
  await symlink(dir.file('outside'), link)
  const directory = { path: dir.file('export'), role: 'export' as const }

  const state = await makeStateDir({ ...ends, directory, env: { XDG_STATE_HOME: dir.file('state') } })

  expect(state.startsWith(dir.file('state'))).toBe(true)
  expect(await readdir(dir.file('outside'))).toEqual([])
})
