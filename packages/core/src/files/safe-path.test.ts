import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { realPathInside, safePath } from './safe-path.ts'

test.each(['..', '../x', 'a/../../x', 'a/..', '/etc/passwd', 'a\0b', '', 'a//b', './a', 'a/'])(
  '%j is refused',
  (path) => {
    expect(() => safePath('/root/dir', path, 'linux')).toThrow(expect.objectContaining({ code: 'ERR_UNSAFE_PATH' }))
  },
)

test.each(['a', 'a/b/c', '..a', 'a..', 'C:\\x', '..\\x', 'é 値 %2F&=1', '...', 'a\nb'])(
  '%j is a name on POSIX',
  (path) => {
    expect(safePath('/root/dir', path, 'linux')).toBe(`/root/dir/${path}`)
  },
)

test.each(['..\\x', 'C:\\x', 'C:x', '\\x', 'a\\..\\..\\x', 'file:stream'])('%j is refused on Windows', (path) => {
  expect(() => safePath('C:\\root', path, 'win32')).toThrow(expect.objectContaining({ code: 'ERR_UNSAFE_PATH' }))
})

test('a link is judged by where it leads', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'mlferry-'))
  await mkdir(join(dir, 'root'))
  await writeFile(join(dir, 'secret'), 'x')
  await writeFile(join(dir, 'root/file'), 'x')
  await symlink('../secret', join(dir, 'root/out'))
  await symlink('file', join(dir, 'root/in'))
  await expect(realPathInside(join(dir, 'root'), join(dir, 'root/out'))).rejects.toMatchObject({
    code: 'ERR_UNSAFE_PATH',
  })
  await expect(realPathInside(join(dir, 'root'), join(dir, 'root/in'))).resolves.toMatch(/root\/file$/)
})
