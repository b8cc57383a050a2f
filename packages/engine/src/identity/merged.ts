import type { Ancestor, ObjectKind, Written } from '@mlferry/core'
import type { Item } from '../inventory/inventory.ts'
import type { Step } from '../plan/steps.ts'
import { sameObject, selfAt, selfOf } from './relation.ts'

/** All that an object of the source stands for: itself, what it came from, and what went into it. */
export function lineagesOf(item: Item): readonly Ancestor[] {
  return [selfOf(item), ...item.ancestors, ...item.merged]
}

/** The same of an object of the target. */
export function lineagesAt(written: Written): readonly Ancestor[] {
  return [selfAt(written), ...(written.ancestors ?? []), ...(written.merged ?? [])]
}

/**
 * What is to be noted on what stands at the target: that an object went into it that is not its own, and what went into that one. Nothing
 * without a creation time, as no note would find it again. Pure.
 */
export function mergedToNote({ item, earlier, mark }: Step, kind: ObjectKind, sourceUri: string): readonly Ancestor[] {
  if (!kind.renames) return []
  const isOwn = !earlier || earlier.ours || mark !== 'none'
  const own = { ...selfOf(item), uri: sourceUri }
  const all = isOwn ? item.merged : [own, ...item.ancestors, ...item.merged]
  const known = [...(earlier ? lineagesAt(earlier) : []), ...(isOwn ? [own, ...item.ancestors] : [])]
  const isSame = sameObject(kind)
  return all.filter((each) => each.created !== undefined && !known.some((other) => isSame(each, other)))
}
