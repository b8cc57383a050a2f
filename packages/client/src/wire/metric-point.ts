import type { MetricPoint } from '@mlferry/core'
import { MlferryError } from '@mlferry/core'
import type { JsonValue } from '@mlferry/exact-json'
import type { WireMetric } from './wire.ts'

/** One point, exact, whichever way the server writes numbers. Throws ERR_INVALID_ANSWER. */
export function metricPoint({ value, timestamp, step }: WireMetric): MetricPoint {
  return { value: toNumber(value), timestamp: toInteger(timestamp), step: toInteger(step ?? 0) }
}

function toNumber(value: JsonValue | undefined): number {
  if (typeof value === 'number') return value
  const number = Number(value)
  if (
    typeof value === 'bigint' ||
    (typeof value === 'string' && (value === 'NaN' || (value.trim() !== '' && !Number.isNaN(number))))
  )
    return number
  throw invalid('value', value)
}

function toInteger(value: JsonValue | undefined): bigint {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'bigint') return value
  if (typeof value === 'string' && /^-?\d+$/.test(value)) return BigInt(value)
  throw invalid('timestamp or step', value)
}

function invalid(field: string, value: unknown): MlferryError {
  return new MlferryError('ERR_INVALID_ANSWER', `A metric point with the ${field} ${String(value).slice(0, 100)}`)
}
