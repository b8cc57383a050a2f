import { type Header, MlferryError, type ObjectKind, type Ref, refKey, type Spool, SpooledMap } from '@mlferry/core'
import type { Item, UnreadableItem, WrittenOfKind } from '../inventory/inventory.ts'
import type { ConflictRule } from './conflict-rule.ts'
import { underFreeName } from './rename-item.ts'

export interface SettledConflicts {
  readonly items: SpooledMap<Item>
  readonly skipped: readonly Item[]
  readonly failed: readonly UnreadableItem[]
  /** New names, by `refKey` of the object at the source. */
  readonly renamed: ReadonlyMap<string, string>
}

export interface ConflictContext {
  readonly rule: ConflictRule
  /** What the target has of the kind. */
  readonly written: Pick<WrittenOfKind, 'match'>
  readonly spool: Spool
  /** The item with a changed header. */
  readonly rename: (item: Item, header: Header) => Item
}

/** Applies the rule to items whose name is held at the target by another object. */
export function settleConflicts(
  kind: ObjectKind,
  items: SpooledMap<Item>,
  { rule, written, spool, rename }: ConflictContext,
): SettledConflicts {
  if (rule === 'merge') return { items, skipped: [], failed: [], renamed: new Map() }
  const settled = { items: new SpooledMap<Item>(spool), skipped: [] as Item[], failed: [] as UnreadableItem[] }
  const renamed = new Map<string, string>()
  for (const [id, item] of items) {
    const match = written.match(item)
    if (match?.relation !== 'other' || match.written.builtIn) settled.items.set(id, item)
    else if (rule === 'skip') settled.skipped.push(item)
    // A version has no name of its own, and never another number: its writer says so.
    else if (kind.scope) settled.items.set(id, item)
    else if (rule === 'fail') settled.failed.push({ ref: item.ref, error: nameTaken(kind, item, match.written.target) })
    else {
      const { name, item: other } = underFreeName(item, { header: spool.get<Header>(item.slot), written, rename })
      renamed.set(refKey(item.ref), name)
      settled.items.set(id, other)
    }
  }
  return { ...settled, renamed }
}

function nameTaken({ name }: ObjectKind, { key }: Item, holder: Ref): MlferryError {
  return new MlferryError('ERR_NAME_TAKEN', `The target has another ${name} '${key}' (${holder.id}).`, {
    hint: 'Merge, rename or skip what has a name that is taken, or give it another name.',
  })
}
