import { mkdir, symlink, utimes } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { findSecrets } from './find-secrets.ts'
import { secret } from './secret.ts'
import { tempDir } from './temp-dir.ts'

const password = secret('a/b+c=ü ')
const base64 = (text: string) => Buffer.from(text).toString('base64')

test.each([
  ['as it is', password],
  ['in a URL', `http://ann:${encodeURIComponent(password)}@host`],
  ['in JSON', JSON.stringify({ password: `"${password}"\n` })],
  ['its first half', password.slice(0, 15)],
  ['its second half', password.slice(-15)],
  ['in a header of three lengths of names: 1', `Basic ${base64(`a:${password}`)}`],
  ['in a header of three lengths of names: 2', `Basic ${base64(`an:${password}`)}`],
  ['in a header of three lengths of names: 3', `Basic ${base64(`ann:${password}x`)}`],
  ['in base64 of URLs', Buffer.from(`${password}xy`).toString('base64url')],
  ['in hex', Buffer.from(password).toString('hex')],
  ['in capital hex', Buffer.from(password).toString('hex').toUpperCase()],
  ['among other bytes', Buffer.concat([Buffer.from([0, 255]), Buffer.from(password), Buffer.from([254])])],
])('a secret is found %s, deep in a folder', async (_, content) => {
  await using dir = await tempDir({ 'planted/b/leak': content, 'a/clean': 'nothing of it' })

  const { files, found } = await findSecrets(dir.path)

  expect([files, found]).toEqual([2, [dir.file('planted/b/leak')]])
})

test('other texts of its kind are no finding; older files, other folders and links are left out when asked', async () => {
  await using dir = await tempDir({
    'other.txt': base64('another password, of the same length'),
    'planted/old.txt': password,
    'planted/skipped/new.txt': password,
    // What is compressed is not seen.
    'planted/packed.gz': gzipSync(password),
  })
  await utimes(dir.file('planted/old.txt'), 1, 1)
  await mkdir(dir.file('links'))
  await symlink(dir.file('planted/skipped'), dir.file('links/to'))

  expect(await findSecrets(dir.path, { since: 2_000, skip: ['skipped'] })).toMatchObject({ files: 2, found: [] })
})
