import { pathToFileURL } from 'node:url'
import { tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { artifactsOfEnd } from './artifacts-of-end.ts'

const open = artifactsOfEnd({ env: { AWS_REGION: 'eu-west-1' }, warn: () => {} })

test('a folder of this machine is opened by its path and by its address', async () => {
  await using dir = await tempDir({ 'plots/a.txt': 'text' })

  for (const uri of [dir.path, pathToFileURL(dir.path).href]) {
    const files = await Array.fromAsync((await open(uri)).list(AbortSignal.timeout(5000)))
    expect(files).toEqual([{ path: 'plots/a.txt', size: 4 }])
  }
})

test('a bucket is opened with the settings of the end', async () => {
  expect((await open('s3://bucket/runs/1')).uri).toBe('s3://bucket/runs/1')
})

test.each([
  ['gs://bucket/runs', 'ERR_ARTIFACTS_UNSUPPORTED'],
  ['mlflow-artifacts:/1', 'ERR_ARTIFACTS_UNSUPPORTED'],
  ['./runs', 'ERR_ARTIFACTS_RELATIVE'],
])('%s is refused', async (uri, code) => {
  await expect(open(uri)).rejects.toMatchObject({ code })
})
