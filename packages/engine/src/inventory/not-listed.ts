import {
  asMlferryError,
  isAbort,
  isFatal,
  type MlferryError,
  type ObjectKind,
  type Ref,
  type SpooledMap,
  type Unreadable,
} from '@mlferry/core'
import type { Item, UnreadableItem } from './inventory.ts'

/**
 * Where the objects of one kind, or what one object holds of it, cannot be listed, all others still arrive: the error as that of an
 * object `*`. Throws what dooms all of them: without experiments there is no place for anything.
 */
export function notListed(error: unknown, kind: ObjectKind, scope: Ref | undefined): Unreadable {
  if (isFatal(error) || isAbort(error) || kind.name === 'experiment') throw error
  const what = scope ? `The ${kind.plural} of ${scope.kind} ${scope.id}` : `The ${kind.plural}`
  const failure = asMlferryError(error, 'ERR_LISTING', what)
  return { ref: { kind: kind.name, id: scope ? `${scope.id}/*` : '*' }, ...(scope ? { scope } : {}), error: failure }
}

/** A place at the target of which it cannot be told what it holds, by what it is at the source; undefined: the target itself. */
export interface Unlisted {
  readonly source: Ref | undefined
  readonly error: MlferryError
}

/** Takes the items away that may be there already, and gives them back as failed. */
export function failEach(items: SpooledMap<Item>, { source, error }: Unlisted): UnreadableItem[] {
  const failed: UnreadableItem[] = []
  for (const [id, { ref, scope }] of items) {
    if (source && scope?.id !== source.id) continue
    failed.push({ ref, error })
    items.delete(id)
  }
  return failed
}
