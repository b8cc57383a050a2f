import type { ArtifactRoot } from '@mlferry/core'
import { expect, test } from 'vitest'
import { gatedRoot } from './gated-root.ts'
import { originOf, withOrigin } from './s3/s3-place.ts'

const signal = new AbortController().signal
const origin = { bucket: 'b', prefix: '', endpoint: undefined, owner: undefined, region: async () => undefined }

test('S3 copies from a root whose writes pass a gate, as from any other', async () => {
  const passed: string[] = []
  const inner: ArtifactRoot = {
    uri: 's3://b',
    async *list() {
      yield { path: 'a.txt', size: 0 }
    },
    async *open() {},
    put: async (file) => {
      passed.push('put')
      return file
    },
  }
  const gate = {
    enter: async () => {
      passed.push('in')
      return () => void passed.push('out')
    },
  }
  const root = gatedRoot(withOrigin(inner, origin), gate)

  expect(originOf(root)).toBe(origin)
  await root.put({ path: 'a.txt', size: 0 }, async function* () {}, signal)
  expect(passed).toEqual(['in', 'put', 'out'])
  expect({ ...root }.open).toBe(inner.open)
  expect(await Array.fromAsync(root.list(signal))).toEqual([{ path: 'a.txt', size: 0 }])
})
