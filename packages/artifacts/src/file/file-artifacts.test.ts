import { readdir } from 'node:fs/promises'
import type { ArtifactOwner, MlflowClient, WireFile } from '@mlferry/client'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { ListedFolders } from '../listed-folders.ts'
import { openArtifactRoot } from '../open-artifact-root.ts'

const { signal } = new AbortController()

const relativePaths = [
  'my_model',
  './artifacts',
  'a/../b',
  'file:my_model',
  'file:./my_model',
  'C:\\models\\1',
  '~/mlruns',
]
const foldersOfTheServer = ['.', './', '..', '../a', 'a/..', 'a/../..', 'file:', 'file:.', 'file://', 'file://host/a']

test.each(relativePaths)('%s names no folder of this machine: the server lists and sends its files', async (uri) => {
  const asked: ArtifactOwner[] = []
  const client = serverWith(asked)
  for (const owner of [{ runId: 'r' }, { modelId: 'm' }]) {
    const root = await openArtifactRoot(uri, { client, ...owner })
    expect(await Array.fromAsync(root.list(signal))).toEqual([{ path: 'served.txt', size: 6 }])
    expect(Buffer.concat(await Array.fromAsync(root.open('served.txt', { start: 2 }, signal))).toString()).toBe('rved')
    const put = root.put({ path: 'x', size: 0 }, async function* () {}, signal)
    await expect(put).rejects.toMatchObject({ code: 'ERR_ARTIFACTS_RELATIVE' })
    expect(asked.splice(0)).toMatchObject([owner, owner])
  }
  await expect(openArtifactRoot(uri, { client })).rejects.toMatchObject({ code: 'ERR_ARTIFACTS_RELATIVE' })
})

test.each(foldersOfTheServer)('%s is refused, with the server asked for nothing', async (uri) => {
  const asked: ArtifactOwner[] = []
  const opened = openArtifactRoot(uri, { client: serverWith(asked), runId: 'r' })
  await expect(opened).rejects.toMatchObject({ code: 'ERR_ARTIFACTS_RELATIVE' })
  expect(asked).toEqual([])
})

test('an object without an address has no files, and takes none', async () => {
  const root = await openArtifactRoot('', { client: serverWith([]), runId: 'r' })
  expect(await Array.fromAsync(root.list(signal))).toEqual([])
  const put = root.put({ path: 'x', size: 0 }, async function* () {}, signal)
  await expect(put).rejects.toMatchObject({ code: 'ERR_INVALID_ARTIFACT_URI' })
})

test('files on the disk of another machine come through its server, which takes none', async () => {
  const client = serverWith([], 'http://mlflow.example.com')
  const root = await openArtifactRoot('/mlruns/1/r/artifacts', { client, runId: 'r' })
  expect(await Array.fromAsync(root.list(signal))).toEqual([{ path: 'served.txt', size: 6 }])
  const put = root.put({ path: 'x', size: 0 }, async function* () {}, signal)
  await expect(put).rejects.toMatchObject({ code: 'ERR_ARTIFACTS_ELSEWHERE' })
})

/** A client of a server that has one file, which notes whose files it is asked for. */
function serverWith(asked: ArtifactOwner[], url = 'http://127.0.0.1:5000'): MlflowClient {
  const artifacts = {
    async *list(owner: ArtifactOwner): AsyncGenerator<WireFile> {
      asked.push(owner)
      yield { path: 'served.txt', is_dir: false, file_size: 6 }
    },
    async *download({ start = 0, ...owner }: ArtifactOwner & { start?: number }) {
      asked.push(owner)
      yield Buffer.from('served').subarray(start)
    },
  }
  return { baseUrl: new URL(url), artifacts } as unknown as MlflowClient
}

test('a folder that is not here is asked of the server, which may run in a container', async () => {
  await using dir = await tempDir()
  const asked: ArtifactOwner[] = []
  const client = serverWith(asked)
  const root = await openArtifactRoot(dir.file('1/r/artifacts'), { client, runId: 'r' })
  expect(await Array.fromAsync(root.list(signal))).toEqual([{ path: 'served.txt', size: 6 }])
  expect(Buffer.concat(await Array.fromAsync(root.open('served.txt', { start: 0 }, signal))).toString()).toBe('served')
  expect(asked).toHaveLength(2)
})

test('a run without files costs no request where the folder around it shows that the disk is this one', async () => {
  await using dir = await tempDir({ '1/other/artifacts/a.txt': '' })
  await using folders = new ListedFolders()
  const asked: ArtifactOwner[] = []
  const context = { client: serverWith(asked), runId: 'r', folder: folders.at(dir.file('1')) }
  const root = await openArtifactRoot(dir.file('1/r/artifacts'), context)
  expect(await Array.fromAsync(root.list(signal))).toEqual([])
  expect(asked).toEqual([])
})

test('the first file that is written has to show up at the server', async () => {
  await using dir = await tempDir()
  const body = async function* () {
    yield Buffer.from('served')
  }
  const asked: ArtifactOwner[] = []
  const root = await openArtifactRoot(dir.path, { client: serverWith(asked), runId: 'r' })
  await root.put({ path: 'served.txt', size: 6 }, body, signal)
  await root.put({ path: 'other.txt', size: 6 }, body, signal)
  expect(asked).toEqual([{ runId: 'r', signal }])

  const elsewhere = await openArtifactRoot(dir.path, { client: serverWith([]), runId: 'r' })
  const put = elsewhere.put({ path: 'unseen.txt', size: 6 }, body, signal)
  await expect(put).rejects.toMatchObject({ code: 'ERR_ARTIFACTS_ELSEWHERE' })
  expect(await readdir(dir.path)).toEqual(['other.txt', 'served.txt'])

  const nowhere = await openArtifactRoot(dir.file('new'), { client: serverWith([]), runId: 'r' })
  const first = nowhere.put({ path: 'a/unseen.txt', size: 6 }, body, signal)
  await expect(first).rejects.toMatchObject({ code: 'ERR_ARTIFACTS_ELSEWHERE' })
  expect(await readdir(dir.path)).toEqual(['other.txt', 'served.txt'])
})
