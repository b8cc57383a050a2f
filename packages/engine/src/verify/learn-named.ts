import type { Header, ObjectKind, Source, Spool } from '@mlferry/core'
import { listSide } from './list-side.ts'
import { mapValue } from './map-value.ts'
import { pairObjects } from './pair-objects.ts'
import { idInText, type Pairs } from './pairs.ts'

/** Kinds whose copies get ids of their own, with what begins such an id. */
const ownIds = [
  ['loggedModel', 'm-'],
  ['evaluationDataset', 'd-'],
  ['run', ''],
] as const

export interface NamedContext {
  readonly source: Source
  readonly target: Source
  /** All that both ends hold, compared or not. */
  readonly held: readonly ObjectKind[]
  readonly amend?: ((header: Header) => Header) | undefined
  readonly pairs: Pairs
  readonly spool: Spool
  readonly signal: AbortSignal
}

/**
 * Looks up objects outside a selection where both sides of a pair name one that the other does not, such as the parent of a run:
 * only then can it be told whether one is the copy of the other.
 */
export async function learnNamed(
  headers: readonly { readonly source: Header; readonly target: Header }[],
  context: NamedContext,
): Promise<void> {
  const { source, target, held, amend, pairs, spool, signal } = context
  const apart = headers
    .map((pair) => unknownIds(pair, pairs))
    .filter(({ ours, theirs }) => ours.length * theirs.length > 0)
  const [ours, theirs] = [apart.flatMap((each) => each.ours), apart.flatMap((each) => each.theirs)]
  for (const kind of held) {
    const ids = [idsOfKind(kind, ours), idsOfKind(kind, theirs)] as const
    if (ids.some(({ length }) => length === 0)) continue
    const options = { kind, thorough: false, spool, signal }
    const known = await listSide({ ...options, store: source, amend, query: { ids: ids[0], includeDeleted: true } })
    const copies = await listSide({ ...options, store: target, query: { ids: ids[1], includeDeleted: true } })
    const pairing = pairObjects(known.entries, copies.entries, { kind, targetOf: (ref) => pairs.targetOf(ref)?.ref })
    for (const pair of pairing.pairs) pairs.add(pair.source, pair.target)
  }
}

/** Ids of objects that are no pair so far. One of the source stands at the target too where a copy leaves users' texts as they are. */
function unknownIds({ source, target }: { readonly source: Header; readonly target: Header }, pairs: Pairs) {
  const [ours, theirs] = [idsOf(source), idsOf(target)]
  return {
    ours: [...ours].filter((id) => !pairs.targetOf({ kind: kindOfId(id), id })),
    theirs: [...theirs].filter((id) => !ours.has(id) && !pairs.isPaired({ kind: kindOfId(id), id })),
  }
}

function idsOf({ fields, links }: Header): ReadonlySet<string> {
  const found = new Set<string>()
  mapValue([fields, links], (text) => {
    for (const id of text.match(idInText) ?? []) if (kindOfId(id) !== '') found.add(id)
    return text
  })
  return found
}

function kindOfId(id: string): string {
  return ownIds.find(([, start]) => (start ? id.startsWith(start) : !id.includes('-')))?.[0] ?? ''
}

function idsOfKind({ name }: ObjectKind, ids: readonly string[]): readonly string[] {
  return [...new Set(ids)].filter((id) => kindOfId(id) === name)
}
