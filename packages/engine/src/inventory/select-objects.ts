import {
  type Header,
  isUnreadable,
  type Listed,
  MlferryError,
  markFatal,
  type ObjectKind,
  type Query,
  type Ref,
  type Source,
  type Spool,
  wrapSource,
} from '@mlferry/core'
import { Closure } from './closure.ts'
import type { LeftOut } from './count-rest.ts'
import type { Missing } from './hold-back.ts'
import { addRoots, heldQuery, isNarrowed, narrowed, rootsOf } from './select-roots.ts'
import type { Selection } from './selection.ts'

export interface SelectContext {
  readonly source: Source
  /** What both ends hold. */
  readonly kinds: readonly ObjectKind[]
  /** What the source holds and the target does not. */
  readonly notCarried: readonly ObjectKind[]
  readonly selection: Selection
  /** Just the selected objects and what holds them: nothing else comes along. */
  readonly only?: boolean
  readonly spool: Spool
  /** Fields and links too that cost a request for each object. */
  readonly thorough?: boolean
  readonly signal: AbortSignal
}

/** What a selection means at a source. */
export interface Selected {
  /** The same source as if it held nothing else. */
  readonly source: Source
  /** Asks that source for all of a kind that is meant, within what holds it. */
  readonly query: (kind: Pick<ObjectKind, 'name'>) => Query
  readonly kinds: readonly ObjectKind[]
  /** Kinds that are meant, and that the target does not hold. */
  readonly notCarried: readonly ObjectKind[]
  /** Names and ids that nothing has. */
  readonly unmatched: readonly string[]
  /** What stays behind where objects were asked for alone. */
  readonly leftOut: readonly LeftOut[]
  /** The object that needs one which was not selected itself. */
  because(of: Ref): Ref | undefined
}

const page = 1000

/** The objects that are selected and all that comes along with them, whatever the noun and the road. */
export async function selectObjects(context: SelectContext): Promise<Selected> {
  const { source, kinds, notCarried, selection, signal } = context
  const roots = rootsOf(selection)
  if (!roots) {
    const whole = withWantedVersions(source, selection)
    const query: Selected['query'] = (kind) => heldQuery(kind, selection)
    return { source: whole, query, kinds, notCarried, unmatched: [], leftOut: [], because: () => undefined }
  }
  const closure = closureOf(context)
  const unmatched = await addRoots(roots, closure, { source, kinds: [...kinds, ...notCarried], selection, signal })
  await closure.complete()
  if (selection.allRuns) await closure.addAllHeld('run')
  return {
    ...onlyGathered(source, closure),
    kinds: kinds.filter(({ name }) => closure.size(name) > 0),
    notCarried: notCarried.filter(({ name }) => closure.size(name) > 0),
    unmatched: [...unmatched, ...missingNumbers(closure, selection)],
    leftOut: closure.leftOut(),
    because: (of) => closure.because(of),
  }
}

/** Of a whole store just the versions in the stages that are asked for. */
function withWantedVersions(source: Source, selection: Selection): Source {
  if (!isNarrowed(selection)) return source
  return wrapSource(source, {
    async *list(kind, query, signal) {
      if (kind !== 'modelVersion') return yield* source.list(kind, query, signal)
      const [headers, others]: [Header[], Listed[]] = [[], []]
      // Which version is the newest of its stage is known when all are listed.
      for await (const listed of source.list(kind, query, signal)) {
        for (const each of listed) isUnreadable(each) ? others.push(each) : headers.push(each)
      }
      yield [...narrowed({ name: kind }, headers, selection), ...others]
    },
  })
}

function closureOf(context: SelectContext): Closure {
  const { selection, notCarried, only = false, thorough = false } = context
  const kinds = [...context.kinds, ...notCarried]
  const outside = windowOf(selection)
  return new Closure({
    ...context,
    kinds,
    thorough,
    only,
    nestedRuns: selection.nestedRuns ?? false,
    heldQuery: (kind) => heldQuery(kind, selection),
    narrowed: (kind, headers) => narrowed(kind, headers, selection),
    mayCome: (header) => {
      const kind = kinds.find(({ name }) => name === header.ref.kind)
      return kind === undefined || !outside(kind, header)
    },
  })
}

/**
 * What came to light while a whole store was listed: deleted runs that versions name, and what these need. undefined: nothing may come.
 * Of a selection everything came already, but for what is outside of its window.
 */
export async function bringMissing(
  missing: ReadonlyMap<string, Missing>,
  { selected, ...context }: SelectContext & { readonly selected: Selected },
): Promise<Pick<Selected, 'source' | 'query' | 'kinds' | 'because'> | undefined> {
  const { source, kinds, selection } = context
  const outside = windowOf(selection)
  const coming = [...missing.values()].flatMap(({ listed, by }) => {
    const kind = kinds.find(({ name }) => name === listed.ref.kind)
    return kind && !isUnreadable(listed) && !outside(kind, listed) ? [{ header: listed, by }] : []
  })
  if (rootsOf(selection) || coming.length === 0) return undefined
  const closure = closureOf(context)
  for (const { header, by } of coming) closure.add([header], { selected: false, because: by })
  await closure.complete()
  return {
    ...onlyGathered(source, closure),
    kinds: kinds.filter(({ name }) => closure.size(name) > 0 && selected.kinds.some((kind) => kind.name === name)),
    because: (of) => closure.because(of),
  }
}

/** Tells what starts outside of the window that was asked for. Of the runs of models a window chooses just the others. */
export function windowOf({
  since = Number.NEGATIVE_INFINITY,
  until = Number.POSITIVE_INFINITY,
  models,
}: Selection): (kind: ObjectKind, header: Header) => boolean {
  const all = models !== undefined || (since === Number.NEGATIVE_INFINITY && until === Number.POSITIVE_INFINITY)
  return (kind, header) => {
    const startedAt = all ? undefined : kind.startedAt?.(header)
    return startedAt !== undefined && ((startedAt ?? 0) < since || (startedAt ?? 0) >= until)
  }
}

/** A source that holds just what was gathered, whatever made it come. */
function onlyGathered(source: Source, closure: Closure): Pick<Selected, 'source' | 'query'> {
  const list: Source['list'] = (kind, query) => pagesOf(closure, kind, query)
  return { source: wrapSource(source, { list }), query: () => ({ includeDeleted: true }) }
}

async function* pagesOf(closure: Closure, kind: string, query: Query): AsyncGenerator<readonly Listed[]> {
  if (query.filter !== undefined) throw filtersApplied()
  const isMeant = matcherOf(query)
  let listed: Listed[] = []
  for (const each of closure.of(kind)) {
    if (!isMeant(each)) continue
    listed.push(each)
    if (listed.length < page) continue
    yield listed
    listed = []
  }
  if (listed.length > 0) yield listed
}

/** Runs and traces alone have a start of their own to go by. */
function matcherOf({ ids, scopes, includeDeleted, since, until }: Query): (listed: Listed) => boolean {
  const [known, holders] = [ids && new Set(ids), scopes && new Set(scopes.map(({ id }) => id))]
  return (listed) => {
    if (known && !known.has(listed.ref.id)) return false
    if (holders && !holders.has(listed.scope?.id ?? '')) return false
    if (isUnreadable(listed)) return true
    const { lifecycle, startTime, requestTime } = listed.fields
    if (lifecycle === 'deleted' && !includeDeleted) return false
    const start = startTime ?? requestTime
    return start == null || (start >= (since ?? start) && start < (until ?? Number.POSITIVE_INFINITY))
  }
}

function filtersApplied(): MlferryError {
  return markFatal(new MlferryError('ERR_FILTER_UNSUPPORTED', 'What was selected cannot be filtered once more.'))
}

/** Numbers that are asked for and that no selected model has. */
function missingNumbers(closure: Closure, { models, versions = [] }: Selection): string[] {
  if (!models || closure.size('registeredModel') === 0) return []
  const found = new Set<number>()
  for (const each of closure.of('modelVersion')) {
    if (!isUnreadable(each) && each.fields.version !== undefined) found.add(each.fields.version)
  }
  return versions.filter((number) => !found.has(number)).map((number) => `version ${number}`)
}
