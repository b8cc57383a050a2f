import { type Header, MlferryError, type ObjectKind, type Ref, refKey, type Spool, SpooledMap } from '@mlferry/core'
import type { Item, UnreadableItem, WrittenByKey } from '../inventory/inventory.ts'
import { writtenKey } from '../inventory/written-key.ts'
import type { ConflictRule } from './conflict-rule.ts'
import { freeName, withName } from './rename-item.ts'

export interface SettledConflicts {
  readonly items: SpooledMap<Item>
  readonly skipped: readonly Item[]
  readonly failed: readonly UnreadableItem[]
  /** New names, by `refKey` of the object at the source. */
  readonly renamed: ReadonlyMap<string, string>
}

export interface ConflictContext {
  readonly rule: ConflictRule
  /** What the target has of the kind, as `writtenKey` has it. */
  readonly written: WrittenByKey
  readonly spool: Spool
  /** Makes an item anew from its changed header. */
  readonly toItem: (header: Header) => Item
}

/** Applies the rule to items whose name is held at the target by what mlferry did not write. */
export function settleConflicts(
  kind: ObjectKind,
  items: SpooledMap<Item>,
  { rule, written, spool, toItem }: ConflictContext,
): SettledConflicts {
  if (rule === 'merge') return { items, skipped: [], failed: [], renamed: new Map() }
  const settled = { items: new SpooledMap<Item>(spool), skipped: [] as Item[], failed: [] as UnreadableItem[] }
  const renamed = new Map<string, string>()
  for (const [id, item] of items) {
    const holder = written.get(writtenKey(kind, item.key, item.scope))
    if (!holder || holder.ours || holder.builtIn) settled.items.set(id, item)
    else if (rule === 'skip') settled.skipped.push(item)
    // A version has no name of its own, and never another number: its writer says so.
    else if (kind.scope) settled.items.set(id, item)
    else if (rule === 'fail') settled.failed.push({ ref: item.ref, error: nameTaken(kind, item, holder.target) })
    else {
      const header = spool.get<Header>(item.slot)
      const name = freeName(kind, header, written)
      renamed.set(refKey(item.ref), name)
      settled.items.set(id, toItem(withName(header, name)))
    }
  }
  return { ...settled, renamed }
}

function nameTaken({ name }: ObjectKind, { key }: Item, holder: Ref): MlferryError {
  return new MlferryError(
    'ERR_NAME_TAKEN',
    `The target has a ${name} '${key}' (${holder.id}) that mlferry did not write.`,
    { hint: 'Choose --on-conflict merge, rename or skip, or give it another name by a rename file.' },
  )
}
