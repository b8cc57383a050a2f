import type { KindCapabilities } from '@mlferry/core'
import { metricChunk, sampleRun } from '@mlferry/core/testing'
import { expect, test } from 'vitest'
import { isAtLimit } from './at-limit.ts'

const server: KindCapabilities = { fields: {}, perCall: { params: 2, latestMetrics: 3, points: 10 } }

test.each([
  ['as many params as one call takes', { params: params(2) }, true],
  ['fewer', { params: params(1) }, false],
  ['a metric that got as far as one answer holds points', { metrics: [metricChunk('m', [[1, 9n]])] }, true],
  ['one that did not', { metrics: [metricChunk('m', [[1, 8n]])] }, false],
])('a run with %s', (_, given, isAt) => {
  const run = sampleRun({ id: 'a', ...given })

  expect(isAtLimit(run, [undefined, server])).toBe(isAt)
  expect(isAtLimit(run, [{ fields: {} }])).toBe(false)
})

function params(count: number): Map<string, string> {
  return new Map(Array.from({ length: count }, (_, at) => [`p${at}`, '']))
}
