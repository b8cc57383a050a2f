import { type Header, MlferryError, type ObjectKind, type Ref, refKey, type Written } from '@mlferry/core'
import type { HeaderSpool } from '../inventory/header-spool.ts'
import type { Item, UnreadableItem } from '../inventory/inventory.ts'
import { writtenKey } from '../inventory/written-key.ts'
import type { ConflictRule } from './conflict-rule.ts'
import { freeName, withName } from './rename-item.ts'

export interface SettledConflicts {
  readonly items: readonly Item[]
  readonly skipped: readonly Item[]
  readonly failed: readonly UnreadableItem[]
  /** New names, by `refKey` of the object at the source. */
  readonly renamed: ReadonlyMap<string, string>
}

export interface ConflictContext {
  readonly rule: ConflictRule
  /** What the target has of the kind, as `writtenKey` has it. */
  readonly written: ReadonlyMap<string, Written>
  readonly spool: HeaderSpool
  /** Makes an item anew from its changed header. */
  readonly toItem: (header: Header) => Promise<Item>
}

/** Applies the rule to items whose name is held at the target by what mlferry did not write. */
export async function settleConflicts(
  kind: ObjectKind,
  items: readonly Item[],
  { rule, written, spool, toItem }: ConflictContext,
): Promise<SettledConflicts> {
  const settled = { items: [] as Item[], skipped: [] as Item[], failed: [] as UnreadableItem[] }
  const renamed = new Map<string, string>()
  for (const item of items) {
    const holder = written.get(writtenKey(kind, item.key, item.scope))
    if (rule === 'merge' || !holder || holder.ours || holder.builtIn) settled.items.push(item)
    else if (rule === 'skip') settled.skipped.push(item)
    // A version has no name of its own, and never another number: its writer says so.
    else if (kind.scope) settled.items.push(item)
    else if (rule === 'fail') settled.failed.push({ ref: item.ref, error: nameTaken(kind, item, holder.target) })
    else {
      const header = await spool.get(item.slot)
      const name = freeName(kind, header, written)
      renamed.set(refKey(item.ref), name)
      settled.items.push(await toItem(withName(header, name)))
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
