import { isOfKind } from '@mlferry/core'
import { MemoryStore, sampleObjects } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { lastWrite } from './last-write.ts'

const signal = new AbortController().signal

test('the newest time of any object and of any metric point counts', async () => {
  const store = new MemoryStore('source')
  expect(await lastWrite(store, signal)).toBeUndefined()
  for (const { header } of sampleObjects()) store.add(header)
  const before = await lastWrite(store, signal)
  expect(before).toBeGreaterThan(0)
  const run = sampleObjects().find(({ header }) => header.ref.kind === 'run')?.header
  if (run === undefined || !isOfKind(run, 'run')) throw new Error('no run')
  const point = { value: 1, step: 1n, timestamp: 4_000_000_000_000n }
  const fields = { ...run.fields, latestMetrics: new Map([['loss', { ...point }]]) }
  store.add({ ...run, fields })
  expect(await lastWrite(store, signal)).toBe(4_000_000_000_000)
})
