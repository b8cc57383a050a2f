import { type Ancestor, idsRepeat, isSealedAs, type ObjectKind, type Written } from '@mlferry/core'
import type { Item } from '../inventory/inventory.ts'
import type { Relation } from './match.ts'

interface RelationContext {
  readonly kind: ObjectKind
  /** Address of the server that the data of the source come from. */
  readonly sourceUri: string
}

/** Pure: by ids, and by creation times where ids repeat. */
export function relationOf(item: Item, written: Written, { kind, sourceUri }: RelationContext): Relation {
  const { ancestors = [], ours } = written
  // A store that keeps ids has them in its keys.
  if (ours && ancestors.length === 0) return 'copy'
  const isSame = sameObject(kind)
  const self = selfOf(item)
  const [source] = ancestors
  if (source && (isSame(source, self) || isOldMarkOf(item, written, sourceUri))) return 'copy'
  const there = selfAt(written)
  if (isSame(there, self)) return 'itself'
  if (item.ancestors.some((each) => isSame(each, there))) return 'ancestor'
  if (ancestors.some((each) => isSame(each, self))) return item.ancestors.length === 0 ? 'descendant' : 'relative'
  return ancestors.some((each) => item.ancestors.some((other) => isSame(each, other))) ? 'relative' : 'other'
}

/** An id, with the creation time where ids of the kind repeat. */
export function entryOf({ name }: ObjectKind, { id, created }: Ancestor): string {
  return idsRepeat(name) ? `${id}@${created ?? ''}` : id
}

export function selfOf({ ref: { id }, created }: Pick<Item, 'ref' | 'created'>): Ancestor {
  return created === undefined ? { id } : { id, created }
}

export function selfAt({ target: { id }, created }: Written): Ancestor {
  return created === undefined ? { id } : { id, created }
}

export function sameObject({ name }: ObjectKind): (a: Ancestor, b: Ancestor) => boolean {
  return (a, b) => a.id === b.id && (!idsRepeat(name) || (a.created !== undefined && a.created === b.created))
}

/** Marks of older releases tell no creation time: then the id counts, unless all else speaks for another server. */
function isOldMarkOf(item: Item, { ancestors = [], sealed }: Written, sourceUri: string): boolean {
  const [source] = ancestors
  if (!source || source.id !== item.ref.id) return false
  if (source.created !== undefined && item.created !== undefined) return false
  const elsewhere = isServer(source.uri) && isServer(sourceUri) && source.uri !== sourceUri
  return !elsewhere || isSealedAs(sealed, item)
}

function isServer(uri: string | undefined): boolean {
  return uri !== undefined && /^(https?|arn):/i.test(uri)
}
