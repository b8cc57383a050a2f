export interface FieldDifference {
  readonly field: string
  readonly left: unknown
  readonly right: unknown
}

/** Fields by name. An array is a multiset of strings: its order does not count. */
export type Fields = Map<string, unknown>

/** The fields that differ; of arrays, what only one side has. */
export function* compareFields(left: ReadonlyMap<string, unknown>, right: ReadonlyMap<string, unknown>) {
  for (const field of new Set([...left.keys(), ...right.keys()])) {
    const [ours, theirs] = [left.get(field), right.get(field)]
    if (Array.isArray(ours) && Array.isArray(theirs)) {
      const [onlyLeft, onlyRight] = [multisetMinus(ours, theirs), multisetMinus(theirs, ours)]
      if (onlyLeft.length > 0 || onlyRight.length > 0) yield { field, left: onlyLeft, right: onlyRight }
    } else if (ours !== theirs) {
      yield { field, left: ours, right: theirs } satisfies FieldDifference
    }
  }
}

/** Adds an object's entries as `prefix.key`. */
export function addFields(fields: Fields, prefix: string, entries: Readonly<Record<string, unknown>> = {}): void {
  for (const [key, value] of Object.entries(entries)) fields.set(`${prefix}.${key}`, value)
}

function multisetMinus(items: readonly string[], minus: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const item of minus) counts.set(item, (counts.get(item) ?? 0) + 1)
  return items.filter((item) => {
    const count = counts.get(item) ?? 0
    counts.set(item, count - 1)
    return count <= 0
  })
}
