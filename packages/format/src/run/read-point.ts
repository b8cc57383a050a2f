import { MlferryError } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'

/** A point in a file. Integers are bigint only if they are too large for a number. */
export interface FilePoint {
  readonly value: number
  readonly timestamp: number | bigint
  readonly step: number | bigint
  readonly modelId: string | undefined
  readonly dataset: { readonly name: string; readonly digest: string } | undefined
}

export interface PointPlace {
  readonly file: string
  readonly key: string
  readonly index: number
}

/** Checks one point of a metric. Not by the schema, because there may be millions. */
export function readPoint(value: JsonValue, place: PointPlace): FilePoint {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(place, 'must be an object')
  const point = value as JsonObject
  return {
    value: readValue(point.value, place),
    timestamp: readInteger(point.timestamp, 'timestamp', place),
    step: readInteger(point.step, 'step', place),
    modelId: readText(point.model_id, 'model_id', place),
    dataset: readDataset(point, place),
  }
}

function readValue(value: JsonValue | undefined, place: PointPlace): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  throw invalid(place, 'value must be a number')
}

const int64 = 2n ** 63n

function readInteger(value: JsonValue | undefined, name: string, place: PointPlace): number | bigint {
  if (Number.isSafeInteger(value)) return value as number
  const exact = typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
  if (typeof exact === 'bigint' && exact >= -int64 && exact < int64) return exact
  throw invalid(place, `${name} must be an integer of 64 bits`)
}

function readText(value: JsonValue | undefined, name: string, place: PointPlace): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  throw invalid(place, `${name} must be a string`)
}

function readDataset(point: JsonObject, place: PointPlace): FilePoint['dataset'] {
  const name = readText(point.dataset_name, 'dataset_name', place)
  const digest = readText(point.dataset_digest, 'dataset_digest', place)
  return name === undefined && digest === undefined ? undefined : { name: name ?? '', digest: digest ?? '' }
}

function invalid({ file, key, index }: PointPlace, expected: string): MlferryError {
  const place = `/mlflow/metrics/${key.replaceAll('~', '~0').replaceAll('/', '~1')}/${index}`
  return new MlferryError('ERR_EXPORT_INVALID', `${file}: ${place} ${expected}`, {
    hint: 'The file was damaged or written by another tool: export this object again.',
  })
}
