import { expect, test } from 'vitest'
import { parseUtcTime } from './utc-time.ts'

test.each([
  ['2025-01-31', '2025-01-31T00:00:00.000Z'],
  ['2025-01-31 18:30:05', '2025-01-31T18:30:05.000Z'],
  ['2025-01-31T18:30:05Z', '2025-01-31T18:30:05.000Z'],
  ['2025-01-31 18:30', '2025-01-31T18:30:00.000Z'],
])('%s is UTC wherever it is read', (text, expected) => {
  expect(new Date(parseUtcTime(text) ?? Number.NaN).toISOString()).toBe(expected)
})

test.each(['2025-02-30', '2025-1-1', '31.01.2025', '2025-01-31 25:00:00', '1738281600000', ''])(
  '%s is no time',
  (text) => {
    expect(parseUtcTime(text)).toBeUndefined()
  },
)
