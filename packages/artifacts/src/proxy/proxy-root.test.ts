import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createClient } from '@mlferry/client'
import type { ArtifactFile } from '@mlferry/core'
import { expect, test } from 'vitest'
import { openArtifactRoot } from '../open-artifact-root.ts'

const { signal } = new AbortController()

test('a listing that contains itself ends with an error', async () => {
  await expect(list(() => [{ path: 'loop', is_dir: true }])).rejects.toMatchObject({ code: 'ERR_ARTIFACT_LISTING' })
})

test('forty nested folders, a folder listed among its own files, and an empty file without a size', async () => {
  const files = await list((path) => {
    const depth = path.split('/').length
    const self = { path: '', is_dir: true }
    return depth < 41 ? [self, { path: 'deeper', is_dir: true }] : [{ path: 'empty.bin', is_dir: false }]
  })

  expect(files).toEqual([{ path: `${'deeper/'.repeat(40)}empty.bin`, size: 0 }])
})

test.each(['many', -1, 1.5, 1e300])('a size that is no number of bytes is refused: %j', async (file_size) => {
  const listing = list(() => [{ path: 'f', is_dir: false, file_size }])
  await expect(listing).rejects.toMatchObject({ code: 'ERR_ARTIFACT_LISTING' })
})

/** What the root lists when a server answers each folder so. Real servers do not list loops: some stores behind them do. */
async function list(answer: (path: string) => readonly object[]): Promise<ArtifactFile[]> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '', 'http://x').searchParams.get('path') ?? ''
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ files: answer(path) }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    const { port } = server.address() as AddressInfo
    await using client = await createClient({ trackingUri: `http://127.0.0.1:${port}`, env: {} })
    const root = await openArtifactRoot('mlflow-artifacts:/r', { client })
    return await Array.fromAsync(root.list(signal))
  } finally {
    server.closeAllConnections()
    server.close()
  }
}
