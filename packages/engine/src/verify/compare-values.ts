import { canonicalText } from '@mlferry/core'

export interface ValueDifference {
  /** Such as `params.lr`. */
  readonly field: string
  readonly source: unknown
  readonly target: unknown
}

/** Beyond this many, elements that differ are not matched to each other. */
const mostMatched = 50

/** Where two values of a field differ. Maps and objects by key; arrays are multisets, their order does not count. */
export function* compareValues(field: string, source: unknown, target: unknown): Generator<ValueDifference> {
  if (Array.isArray(source) && Array.isArray(target)) yield* compareElements(field, source, target)
  else if (isRecord(source) && isRecord(target)) yield* compareMembers(field, entriesOf(source), entriesOf(target))
  else if (canonicalText(source ?? null) !== canonicalText(target ?? null)) yield { field, source, target }
}

function* compareMembers(
  field: string,
  source: ReadonlyMap<string, unknown>,
  target: ReadonlyMap<string, unknown>,
): Generator<ValueDifference> {
  for (const key of new Set([...source.keys(), ...target.keys()])) {
    yield* compareValues(`${field}.${key}`, source.get(key), target.get(key))
  }
}

/** What only one side has, each element beside the one that it has most in common with. */
export function* compareElements(
  field: string,
  source: readonly unknown[],
  target: readonly unknown[],
): Generator<ValueDifference> {
  const lost = minus(source, target)
  const added = minus(target, source)
  if (lost.length > mostMatched || added.length > mostMatched) {
    yield { field, source: `${lost.length} that the target lacks`, target: `${added.length} that the source lacks` }
    return
  }
  for (const element of lost) {
    const nearest = nearestOf(element, added)
    if (nearest === undefined) yield { field, source: element, target: undefined }
    else {
      added.splice(added.indexOf(nearest), 1)
      yield* compareValues(field, element, nearest)
    }
  }
  for (const element of added) yield { field, source: undefined, target: element }
}

function minus(all: readonly unknown[], taken: readonly unknown[]): unknown[] {
  const counts = new Map<string, number>()
  for (const each of taken) counts.set(canonicalText(each), (counts.get(canonicalText(each)) ?? 0) + 1)
  return all.filter((each) => {
    const count = counts.get(canonicalText(each)) ?? 0
    counts.set(canonicalText(each), count - 1)
    return count <= 0
  })
}

function nearestOf(element: unknown, candidates: readonly unknown[]): unknown {
  if (!isRecord(element)) return candidates[0]
  const members = entriesOf(element)
  const common = candidates.map((each) => {
    const other = isRecord(each) ? entriesOf(each) : new Map<string, unknown>()
    return [...members].filter(([key, value]) => canonicalText(value) === canonicalText(other.get(key))).length
  })
  const best = Math.max(0, ...common)
  return best === 0 ? undefined : candidates[common.indexOf(best)]
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function entriesOf(value: object): ReadonlyMap<string, unknown> {
  if (value instanceof Map) return value
  return new Map(Object.entries(value).filter(([, each]) => each !== undefined))
}
