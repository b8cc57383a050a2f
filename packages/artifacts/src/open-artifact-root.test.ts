import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { MlflowClient } from '@mlferry/client'
import { expect, test } from 'vitest'
import { openArtifactRoot } from './open-artifact-root.ts'

const client = { baseUrl: new URL('http://mlflow.example.com') } as MlflowClient

test('a scheme that nothing serves is named with its path', async () => {
  await expect(openArtifactRoot('gs://bucket/1/r/artifacts', { client })).rejects.toMatchObject({
    code: 'ERR_ARTIFACTS_UNSUPPORTED',
    message: expect.stringMatching(/gs:\/\/bucket\/1\/r\/artifacts.*scheme gs:/),
  })
})

test('a folder on the disk of another machine is not taken for one here', async () => {
  await expect(openArtifactRoot('/no/such/mlruns/1/r/artifacts', { client })).rejects.toMatchObject({
    code: 'ERR_ARTIFACTS_ELSEWHERE',
    message: expect.stringContaining('mlflow.example.com'),
  })
})

test('a server elsewhere names no folder of this machine but those that the user shares', async () => {
  const shared = await mkdtemp(join(tmpdir(), 'mlferry-'))
  const env = { MLFERRY_SHARED_FOLDERS: `/mnt/other${delimiter}${shared}` }
  for (const uri of ['file:///etc', '/', `file://${shared}/../x`, `${shared}-beside`]) {
    await expect(openArtifactRoot(uri, { client, env })).rejects.toMatchObject({ code: 'ERR_ARTIFACTS_ELSEWHERE' })
  }
  expect(await openArtifactRoot(`file://${shared}/1/r`, { client, env })).toMatchObject({ uri: `file://${shared}/1/r` })
  await expect(openArtifactRoot(`file://${shared}`, { client, env: {} })).rejects.toThrow(/mlflow.example.com/)
})
