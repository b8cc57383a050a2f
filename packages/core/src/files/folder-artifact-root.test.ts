import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import type { ArtifactBody, ArtifactFile, ArtifactRoot } from '../contracts/artifact-root.ts'
import { folderArtifactRoot } from './folder-artifact-root.ts'

const { signal } = new AbortController()
let dir: string
let root: ArtifactRoot

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'mlferry-'))
  root = folderArtifactRoot(join(dir, 'artifacts'))
})

test('an absent folder lists nothing', async () => {
  expect(await list()).toEqual([])
})

test('a file arrives with its size and sha256, in folders that are made', async () => {
  const arrived = await root.put({ path: 'a/b/ü 値 %.bin', size: 5 }, body('hello'), signal)
  expect(arrived).toEqual({ path: 'a/b/ü 値 %.bin', size: 5, sha256: sha256('hello') })
  expect(await list()).toEqual([{ path: 'a/b/ü 値 %.bin', size: 5 }])
  expect(await text('a/b/ü 値 %.bin')).toBe('hello')
  expect(await text('a/b/ü 値 %.bin', 3)).toBe('lo')
})

test('an empty file is a file', async () => {
  await root.put({ path: 'empty', size: 0 }, body(), signal)
  expect(await list()).toEqual([{ path: 'empty', size: 0 }])
  expect(await text('empty')).toBe('')
})

test.each([
  [{ size: 4 }, 'ERR_ARTIFACT_SIZE'],
  [{ size: undefined, sha256: '0'.repeat(64) }, 'ERR_CHECKSUM'],
])('a file that arrives other than announced is not seen: %j', async (announced, code) => {
  await root.put({ path: 'f', size: 3 }, body('old'), signal)
  await expect(root.put({ path: 'f', ...announced }, body('hello'), signal)).rejects.toMatchObject({ code })
  expect(await text('f')).toBe('old')
  expect(await readdir(join(dir, 'artifacts'))).toEqual(['f'])
})

test('a body without end is stopped at the size that was listed', async () => {
  let given = 0
  const endless: ArtifactBody = async function* () {
    for (; given < 10_000; given++) yield Buffer.alloc(1000)
  }
  const put = root.put({ path: 'f', size: 5000 }, endless, signal)
  await expect(put).rejects.toMatchObject({
    code: 'ERR_ARTIFACT_SIZE',
    message: 'Artifact f has over 5000 bytes where 5000 were listed.',
  })
  expect(given).toBe(5)
  expect(await readdir(join(dir, 'artifacts'))).toEqual([])
})

test('a body that breaks off leaves nothing, and what a killed process left is not listed', async () => {
  const broken: ArtifactBody = async function* () {
    yield Buffer.from('ha')
    throw new Error('cut')
  }
  await expect(root.put({ path: 'f', size: 4 }, broken, signal)).rejects.toThrow('cut')
  await writeFile(join(dir, 'artifacts/.mlferry-0123456789abcdef.part'), 'left')
  expect(await list()).toEqual([])
})

test('what an earlier attempt left of a file is replaced, and a link in its place is not followed', async () => {
  const part = join(dir, `artifacts/.mlferry-${sha256('f').slice(0, 16)}.part`)
  await mkdir(join(dir, 'artifacts'))
  await writeFile(part, 'longer than what comes')
  await root.put({ path: 'f', size: 3 }, body('new'), signal)
  expect(await text('f')).toBe('new')
  await writeFile(join(dir, 'other'), 'of somebody else')
  await symlink(join(dir, 'other'), part)
  await root.put({ path: 'f', size: 5 }, body('newer'), signal)
  expect(await text('f')).toBe('newer')
  expect(await readFile(join(dir, 'other'), 'utf8')).toBe('of somebody else')
})

test('what would leave the root is refused', async () => {
  await mkdir(join(dir, 'artifacts'))
  await symlink(dir, join(dir, 'artifacts/out'))
  for (const path of ['../x', '/x', 'out/x'])
    await expect(root.put({ path, size: 1 }, body('x'), signal)).rejects.toMatchObject({ code: 'ERR_UNSAFE_PATH' })
  await writeFile(join(dir, 'secret'), 'x')
  await expect(text('out/secret')).rejects.toMatchObject({ code: 'ERR_UNSAFE_PATH' })
  await expect(list()).rejects.toMatchObject({ code: 'ERR_UNSAFE_PATH' })
})

test('links inside are followed, and circles come to an end', async () => {
  await root.put({ path: 'a/f', size: 1 }, body('x'), signal)
  await symlink('..', join(dir, 'artifacts/a/up'))
  await symlink('a', join(dir, 'artifacts/b'))
  await symlink('a/f', join(dir, 'artifacts/g'))
  expect((await list()).map((file) => file.path)).toEqual(['a/f', 'b/f', 'g'])
})

test('a missing file and a folder are not found', async () => {
  await root.put({ path: 'a/f', size: 1 }, body('x'), signal)
  for (const path of ['b', 'a', 'a/f/g'])
    await expect(text(path)).rejects.toMatchObject({ code: 'ERR_ARTIFACT_NOT_FOUND' })
})

test('1,500 files and 40 nested folders', async () => {
  await mkdir(join(dir, 'artifacts/many'), { recursive: true })
  for (let i = 0; i < 1500; i++) await writeFile(join(dir, `artifacts/many/${i}`), '')
  const deep = `${Array.from({ length: 40 }, (_, i) => `d${i}`).join('/')}/f`
  await root.put({ path: deep, size: 1 }, body('x'), signal)
  const paths = (await list()).map((file) => file.path)
  expect(new Set(paths).size).toBe(1501)
  expect(paths).toContain(deep)
})

test('a put that was aborted leaves nothing', async () => {
  const abort = new AbortController()
  const slow: ArtifactBody = async function* () {
    yield Buffer.from('a')
    abort.abort()
    yield Buffer.from('b')
  }
  await expect(root.put({ path: 'f', size: 2 }, slow, abort.signal)).rejects.toMatchObject({ name: 'AbortError' })
  expect(await readdir(join(dir, 'artifacts'))).toEqual([])
})

test('a large file streams', async () => {
  const block = Buffer.alloc(1 << 20, 7)
  const large: ArtifactBody = async function* () {
    for (let i = 0; i < 32; i++) yield block
  }
  const { sha256: hash } = await root.put({ path: 'large', size: 32 << 20 }, large, signal)
  expect(hash).toBe(
    createHash('sha256')
      .update(await readFile(join(dir, 'artifacts/large')))
      .digest('hex'),
  )
})

async function list(): Promise<ArtifactFile[]> {
  return await Array.fromAsync(root.list(signal))
}

async function text(path: string, start = 0): Promise<string> {
  return Buffer.concat(await Array.fromAsync(root.open(path, { start }, signal))).toString()
}

function body(...texts: string[]): ArtifactBody {
  return async function* () {
    for (const each of texts) yield Buffer.from(each)
  }
}

function sha256(data: string): string {
  return createHash('sha256').update(data).digest('hex')
}
