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
