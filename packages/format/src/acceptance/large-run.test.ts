import { rm } from 'node:fs/promises'
import type { Header, MetricChunk } from '@mlferry/core'
import { expect, test } from 'vitest'
import { experiment, headers, run, startExport, tempDir } from '../../test/sample-export.ts'
import { noContext, signal, writeObject } from '../../test/write-objects.ts'
import { openExportDirectory } from '../open-export-directory.ts'

test('a run of a million points passes in bounded memory', { timeout: 120_000 }, async () => {
  const dir = await tempDir()
  const target = await startExport(dir)
  await writeObject(target, experiment('1'))
  const before = process.memoryUsage()
  let peak = 0
  const measure = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    peak = Math.max(peak, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers)
  }
  {
    await using writer = await target.open(run('large').header, noContext)
    for (let i = 0; i < 100; i++) {
      await writer.write({ type: 'metrics', of: writer.ref, chunk: pointsFrom(i * 10_000) })
      measure()
    }
    await writer.link([], [])
    await writer.seal(run('large').header.fingerprint)
  }
  await target.complete(signal)
  const source = await openExportDirectory(dir)
  const [header] = await headers(source, 'run')
  let points = 0
  let largest = 0
  let sum = 0n
  for await (const part of source.read([header as Header], signal)) {
    if (part.type !== 'metrics') continue
    points += part.chunk.values.length
    largest = Math.max(largest, part.chunk.values.length)
    for (const step of part.chunk.steps) sum += step
    measure()
  }
  await rm(dir, { recursive: true })
  expect({ points, largest, sum }).toEqual({ points: 1_000_000, largest: 10_000, sum: 499_999_500_000n })
  // The file has 63 MB; parsed at once its points would take several times as much.
  expect(peak).toBeLessThan(150 * 1024 * 1024)
})

function pointsFrom(start: number): MetricChunk {
  const values = new Float64Array(10_000).map(Math.random)
  const steps = new BigInt64Array(10_000).map((_, i) => BigInt(start + i))
  return { key: 'loss', values, steps, timestamps: steps.map((step) => 1_700_000_000_000n + step) }
}
