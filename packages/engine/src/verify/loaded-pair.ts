import type { Capabilities, Header, ObjectKind, Source } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { Fitted } from '../job/fit-header.ts'
import { asDeclared, ruleOf } from './field-rules.ts'
import { type MapText, mapValue } from './map-value.ts'

/** An object and its copy, with what the copy is expected to be. */
export interface LoadedPair {
  readonly kind: ObjectKind
  readonly source: Header
  readonly target: Header
  readonly fitted: Fitted
  readonly mapText: MapText
}

/** Both ends of a comparison. */
export interface Ends {
  readonly source: Source
  readonly target: Source
  /** Of the target. */
  readonly capabilities: Capabilities
  readonly signal: AbortSignal
}

/** The name that a metric of the source has at the target. */
export function metricName({ fitted }: LoadedPair, key: string): string {
  return fitted.renamed.get('latestMetrics')?.get(key) ?? key
}

/** A row as it counts: of the source, as the target has to have it. */
export function rowOf(
  { kind, mapText }: LoadedPair,
  { name, row, side }: { readonly name: string; readonly row: JsonObject; readonly side: 'source' | 'target' },
  { capabilities }: Pick<Ends, 'capabilities'>,
): JsonObject {
  const mapped = side === 'source' && ruleOf(kind, name).compare === 'mapped' ? mapValue(row, mapText) : row
  const declared = { kind, capabilities: capabilities.kind(kind.name) ?? { fields: {} } }
  return asDeclared(name, mapped, declared) as JsonObject
}
