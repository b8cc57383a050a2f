import {
  contentOf,
  contentOfSeal,
  type Header,
  lacksLinks,
  type ObjectKind,
  type OpenContext,
  type Ref,
  type Written,
} from '@mlferry/core'
import type { Item, WrittenOfKind } from '../inventory/inventory.ts'
import { addedLinks, type IdsThere } from './added-links.ts'
import { isOriginal, type Match } from './match.ts'

/**
 * What may become of what the target has. `write`: it is brought up to date. `compare`: it stays as it is; in what it differs is to be
 * named. `equal`: it is as it should be.
 */
export type Verdict = 'write' | 'compare' | 'equal'

export interface Judging {
  readonly kind: ObjectKind
  /** As it was listed, for what cannot be told by the seal. */
  readonly headerOf: (item: Item) => Header
  readonly idsThere: IdsThere
  /** Originals of the target take the changes of their copies. */
  readonly updateOriginals: boolean
  /** It is deleted, and something that it holds has to be written: it is taken up again, equal or not. */
  readonly reopened: boolean
}

/** Of an object that did not come the same way. Pure. */
export function judge(
  item: Item,
  match: Match,
  { kind, headerOf, idsThere, updateOriginals, reopened }: Judging,
): Verdict {
  const { written, relation } = match
  const content = () => contentOf(headerOf(item))
  if (relation === 'itself' || relation === 'ancestor') {
    const isEqual = written.content !== undefined && written.content === content()
    if (isEqual && addedLinks(item, written, { kind, idsThere }).length === 0) return 'equal'
    return updateOriginals ? 'write' : 'compare'
  }
  if (relation === 'other') return judgeOther(match, kind, content)
  if (written.sealed === undefined) return 'write'
  const there = contentOfSeal(written.sealed) ?? written.content
  const isEqual = there !== undefined && there === content()
  if (isEqual && reopened) return 'write'
  if (relation === 'relative') return isEqual ? 'equal' : 'compare'
  const isDone =
    item.settled &&
    (!item.deleted || written.deleted) &&
    written.pending.length === 0 &&
    !lacksLinks(written.sealed, item)
  return isEqual && isDone ? 'equal' : 'write'
}

/** What holds others takes in what it lacks; where a number is taken, the writer says so; the rest stays as it is. */
function judgeOther({ written, free }: Match, kind: ObjectKind, content: () => string | undefined): Verdict {
  const there = written.content ?? contentOfSeal(written.sealed)
  const isEqual = () => there !== undefined && there === content()
  if (kind.mergesByName) return !free && isEqual() ? 'equal' : 'write'
  if (kind.numbered || written.ancestors === undefined) return 'write'
  return isEqual() ? 'equal' : 'compare'
}

export interface Opening {
  readonly earlier: Written | undefined
  readonly mark?: OpenContext['mark']
  readonly markFirst?: true
  readonly apartFrom?: Ref
}

/** How what the target has is opened: as whose, and what becomes of its mark. */
export function openingOf(item: Item, kind: ObjectKind, there: WrittenOfKind | undefined): Opening {
  const match = there?.match(item)
  // A trace without a mark may be half of a copy, but among originals it is one.
  if (!match) {
    const namesake = there?.namesake(item)
    return {
      earlier: undefined,
      ...(kind.keepsId && there?.isInOriginal(item) ? { markFirst: true } : {}),
      ...(namesake ? { apartFrom: namesake.target } : {}),
    }
  }
  const { written, relation } = match
  if (relation === 'copy') return { earlier: written }
  if (isOriginal(match)) return { earlier: { ...written, ours: true }, mark: 'none' }
  if (relation !== 'other') return { earlier: written, mark: 'renew' }
  const earlier = { ...written, ours: false, sealed: undefined }
  return kind.mergesByName && !match.free ? { earlier, mark: 'none' } : { earlier }
}
