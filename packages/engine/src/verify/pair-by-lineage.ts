import { ancestorsOf, createdAt, type Header, type ObjectKind } from '@mlferry/core'
import { entryOf } from '../identity/relation.ts'

interface Related {
  readonly keys: { readonly lineage?: readonly string[] }
}

/** What an object of a kind that renames is known by, under whatever name: itself, what it came from, and what went into it. Empty for others. */
export function lineageOfHeader(kind: ObjectKind, header: Header): readonly string[] {
  const created = createdAt(header)
  if (!kind.renames || created === undefined) return []
  const all = [{ id: header.ref.id, created }, ...ancestorsOf(header), ...(header.merged ?? [])]
  return all.flatMap((each) => (each.created === undefined ? [] : [entryOf(kind, each)]))
}

/** Pairs objects that have something of their lineage in common, the nearest first. */
export function pairByLineage<Entry extends Related>(
  sources: readonly Entry[],
  targets: readonly Entry[],
  pair: (source: Entry, target: Entry) => void,
): void {
  const byEntry = new Map<string, { readonly target: Entry; readonly distance: number }[]>()
  for (const target of targets) {
    for (const [distance, entry] of (target.keys.lineage ?? []).entries())
      byEntry.set(entry, [...(byEntry.get(entry) ?? []), { target, distance }])
  }
  const taken = new Set<Entry>()
  for (const source of sources) {
    const near = (source.keys.lineage ?? []).flatMap((entry) =>
      (byEntry.get(entry) ?? []).toSorted((a, b) => a.distance - b.distance),
    )
    const found = near.find(({ target }) => !taken.has(target))
    if (!found) continue
    taken.add(found.target)
    pair(source, found.target)
  }
}
