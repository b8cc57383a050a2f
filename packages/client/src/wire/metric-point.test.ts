import { describe, expect, it } from 'vitest'
import { metricPoint } from './metric-point.ts'

describe('metricPoint', () => {
  it('takes numbers however a server writes them', () => {
    const wire = { key: 'k', value: 'NaN', timestamp: '1700000000000', step: 9223372036854775807n }
    expect(metricPoint(wire)).toEqual({ value: Number.NaN, timestamp: 1700000000000n, step: 9223372036854775807n })
    expect(metricPoint({ key: 'k', value: '-Infinity', timestamp: 1 })).toEqual({
      value: Number.NEGATIVE_INFINITY,
      timestamp: 1n,
      step: 0n,
    })
    expect(Object.is(metricPoint({ key: 'k', value: -0, timestamp: 1 }).value, -0)).toBe(true)
  })

  it.each([{ value: 'x' }, { value: '' }, { timestamp: 1.5 }, { step: 'one' }])('refuses what is none: %o', (odd) => {
    const call = () => metricPoint({ key: 'k', value: 1, timestamp: 1, ...odd })
    expect(call).toThrow(expect.objectContaining({ code: 'ERR_INVALID_ANSWER' }))
  })
})
