import { isUnreadable, type ObjectKind, type Ref, type Source } from '@mlferry/core'
import type { Inventory, Item } from './inventory.ts'

/** Objects that come along with others, by their kind and by the kind that needs them. */
export interface Along {
  readonly kind: string
  readonly because: string
  readonly count: number
}

/** Objects of a kind that stay behind although something names them, or although they lie beside what was asked for. */
export interface LeftOut {
  readonly kind: string
  readonly count: number
  /** What they are to those that came: "the run that made it". Empty: they lie in the same directory. */
  readonly says: string
}

/** Of the items those that were not selected themselves, counted. */
export function countAlong(items: Inventory['items']): readonly Along[] {
  const counts = new Map<string, Along>()
  for (const [kind, ofKind] of items) {
    for (const { because } of ofKind.values() as Iterable<Item>) {
      if (!because) continue
      const key = `${kind} ${because.kind}`
      counts.set(key, { kind, because: because.kind, count: (counts.get(key)?.count ?? 0) + 1 })
    }
  }
  return [...counts.values()]
}

interface RestContext {
  readonly source: Source
  readonly kinds: readonly ObjectKind[]
  readonly items: Inventory['items']
  readonly signal: AbortSignal
}

/** What a source holds beside these items, by kind. */
export async function countRest({ source, kinds, items, signal }: RestContext): Promise<readonly LeftOut[]> {
  const rest: LeftOut[] = []
  const refs = new Map<string, Ref[]>()
  for (const { name: kind, scope } of kinds) {
    const holders = scope ? { scopes: refs.get(scope) ?? [] } : {}
    const found: Ref[] = []
    let count = 0
    for await (const page of source.list(kind, { includeDeleted: true, ...holders }, signal)) {
      for (const each of page) {
        found.push(each.ref)
        if (!isUnreadable(each) && !items.get(kind)?.has(each.ref.id)) count++
      }
    }
    refs.set(kind, found)
    if (count > 0) rest.push({ kind, count, says: '' })
  }
  return rest
}
