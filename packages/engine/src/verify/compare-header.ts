import type { Header, KindCapabilities } from '@mlferry/core'
import { compareValues, type ValueDifference } from './compare-values.ts'
import { asDeclared, lossOf, ruleOf } from './field-rules.ts'
import type { LoadedPair } from './loaded-pair.ts'
import { mapValue } from './map-value.ts'

export interface HeaderFindings {
  readonly differences: readonly ValueDifference[]
  /** Fields that differ as they have to, with the reason. */
  readonly expected: readonly { readonly field: string; readonly why: string }[]
}

/** Compares all fields of an object and its copy, as the kind declares and as far as the target can hold them. Pure. */
export function compareHeader(pair: LoadedPair, capabilities: KindCapabilities): HeaderFindings {
  const { kind, fitted } = pair
  const [ours, theirs] = [asRecord(fitted.header), asRecord(pair.target)]
  const differences: ValueDifference[] = []
  const expected = fitted.problems.map(({ message }) => withoutKey(message))
  for (const field of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    for (const found of compareField(field, [ours[field], theirs[field]], { pair, capabilities })) {
      const why = lossOf(capabilities, found.field)
      const rule = ruleOf(kind, found.field)
      if (rule.compare === 'ignored' || (rule.mayBeAdded && found.source === undefined)) continue
      if (rule.whereKnown && (!found.source || !found.target)) continue
      if (why === undefined || isMapped(field, ours[field], pair)) differences.push(found)
      else expected.push({ field, why })
    }
  }
  return { differences, expected }
}

interface FieldContext {
  readonly pair: LoadedPair
  readonly capabilities: KindCapabilities
}

function compareField(
  field: string,
  [source, target]: readonly [unknown, unknown],
  { pair: { kind, mapText }, capabilities }: FieldContext,
): Iterable<ValueDifference> {
  const said = (name: string, value: unknown) => {
    const { text } = ruleOf(kind, name)
    return text ? mapValue(value, text) : value
  }
  const asMapped = (name: string, value: unknown) =>
    ruleOf(kind, name).compare === 'mapped' ? mapValue(said(name, value), mapText) : said(name, value)
  const asKept = (value: unknown) => {
    // An address means the same with a slash at its end.
    if (ruleOf(kind, field).compare === 'mapped' && typeof value === 'string') return value.replace(/\/+$/, '')
    const told = Array.isArray(value) ? value.map((each) => asDeclared(field, each, { kind, capabilities })) : value
    return capabilities.finitePoints ? finite(told) : told
  }
  return compareValues(field, asKept(eachEntry(field, source, asMapped)), asKept(eachEntry(field, target, said)))
}

/** A field, or each entry of a map by its own name. */
function eachEntry(field: string, value: unknown, change: (name: string, value: unknown) => unknown): unknown {
  if (!(value instanceof Map)) return change(field, value)
  return new Map([...value].map(([key, each]) => [key, change(`${field}.${key}`, each)]))
}

/** Servers on SQL keep an infinity as the largest number, and zero without its sign. */
function finite(value: unknown): unknown {
  if (typeof value === 'number') return Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, value)) + 0
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, finite(each)]))
  if (Array.isArray(value)) return value.map(finite)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, finite(each)]))
}

/** A field that is lost because it is rewritten is compared where it can be told what it has to become. */
function isMapped(field: string, value: unknown, { kind, mapText }: LoadedPair): boolean {
  return ruleOf(kind, field).compare === 'mapped' && typeof value === 'string' && mapText(value) !== value
}

/** `params 'lr': longer than …`: the reason without the name of the entry. */
function withoutKey(message: string): { field: string; why: string } {
  const [, field = '', why = message] = /^(\S+)(?: '.*')?: (.*)$/s.exec(message) ?? []
  return { field, why }
}

function asRecord({ fields }: Header): Readonly<Record<string, unknown>> {
  return { ...fields }
}
