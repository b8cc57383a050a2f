import {
  type Header,
  isUnreadable,
  type Listed,
  type ModelVersionHeader,
  type ObjectKind,
  type Query,
  type Ref,
  type Source,
} from '@mlferry/core'
import type { Closure } from './closure.ts'
import { nameMatcher, type Selection } from './selection.ts'
import { wantedVersions } from './wanted-versions.ts'

export interface RootsContext {
  readonly source: Source
  readonly kinds: readonly ObjectKind[]
  readonly selection: Selection
  readonly signal: AbortSignal
}

/** The objects that a selection names, without what comes along. */
export interface Roots {
  readonly kind: string
  /** Names, ids, or names with `*`. undefined: all. */
  readonly names: readonly string[] | undefined
  /** Names are ids: no other object is listed to find them. */
  readonly byId?: true
  /** Of what holds them: names, ids, or names with `*`. undefined: wherever they are. */
  readonly within?: readonly string[]
  /** What holds them, by id. */
  readonly withinId?: string
}

/** undefined: everything that the source holds. */
export function rootsOf(selection: Selection): Roots | undefined {
  const { experiments, experimentId, runIds, models, loggedModels, prompts, evaluationDatasets, objects } = selection
  const within = experimentId === undefined ? {} : { withinId: experimentId }
  if (runIds) return { kind: 'run', names: runIds, byId: true, ...within }
  if (experimentId !== undefined) return { kind: 'experiment', names: [experimentId], byId: true }
  if (objects) {
    const { kind, names } = objects
    return { kind, names, ...(objects.experiments ? { within: objects.experiments } : {}) }
  }
  if (models) return { kind: 'registeredModel', names: models }
  if (loggedModels === 'all')
    return { kind: 'loggedModel', names: undefined, ...(experiments ? { within: experiments } : {}) }
  if (loggedModels) return { kind: 'loggedModel', names: loggedModels, byId: true }
  if (prompts) return { kind: 'prompt', names: prompts }
  if (evaluationDatasets) return { kind: 'evaluationDataset', names: evaluationDatasets }
  return experiments && { kind: 'experiment', names: experiments }
}

/** Lists what is selected into the closure. Resolves to the names that nothing has. */
export async function addRoots(roots: Roots, closure: Closure, context: RootsContext): Promise<readonly string[]> {
  const { kinds, selection, source, signal } = context
  const kind = kinds.find(({ name }) => name === roots.kind)
  // Neither end holds any.
  if (!kind) return []
  const names = nameMatcher(roots.names ?? ['*'])
  const holders = await holdersOf(kind, roots, context)
  const query: Query = roots.byId
    ? { ids: roots.names ?? [], includeDeleted: true }
    : { ...heldQuery(kind, selection), ...(holders ? { scopes: holders.refs } : {}) }
  const isMeant = (listed: Listed) => {
    if (roots.withinId !== undefined && listed.scope?.id !== roots.withinId) return false
    return names.matches(isUnreadable(listed) ? listed.ref.id : kind.title(listed), listed.ref.id)
  }
  if (!holders || holders.refs.length > 0) {
    for await (const page of source.list(kind.name, query, signal)) closure.add(page.filter(isMeant))
  }
  // Experiments that are named come in any case, others for what they hold.
  closure.add(holders?.named ?? [], { selected: false })
  // Where all are meant, none is no mistake.
  return [...names.unmatched, ...(holders?.unmatched ?? [])].filter((name) => name !== '*')
}

/** What may hold objects of a kind, all or just what is named. undefined: nothing holds them, or their ids are known. */
async function holdersOf(kind: ObjectKind, { byId, within }: Roots, context: RootsContext) {
  const { kinds, selection, source, signal } = context
  const holder = kinds.find(({ name }) => name === kind.scope)
  if (!holder || byId) return undefined
  const names = nameMatcher(within ?? ['*'])
  const [refs, named]: [Ref[], Header[]] = [[], []]
  for await (const page of source.list(holder.name, { includeDeleted: selection.includeDeleted ?? false }, signal)) {
    for (const listed of page) {
      if (isUnreadable(listed) || !names.matches(holder.title(listed), listed.ref.id)) continue
      refs.push(listed.ref)
      if (within) named.push(listed)
    }
  }
  return { refs, named, unmatched: within ? [...names.unmatched] : [] }
}

/** What of a kind is asked for within what holds it. */
export function heldQuery(
  { name }: Pick<ObjectKind, 'name'>,
  { includeDeleted = false, since, until, filters }: Selection,
): Query {
  const filter = filters?.[name]
  return {
    includeDeleted,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(filter ? { filter } : {}),
  }
}

/** Not all versions are asked for. */
export function isNarrowed({ versions, stages, latestVersions = false }: Selection): boolean {
  return versions !== undefined || stages !== undefined || latestVersions
}

/** Of versions of models or prompts those that are asked for; of other kinds all. */
export function narrowed(
  kind: Pick<ObjectKind, 'name'>,
  headers: readonly Header[],
  selection: Selection,
): readonly Header[] {
  if (kind.name === 'modelVersion') {
    const byModel = Map.groupBy(headers as readonly ModelVersionHeader[], ({ scope }) => scope?.id)
    return [...byModel.values()].flatMap((versions) => wantedVersions(versions, selection))
  }
  if (kind.name !== 'promptVersion') return headers
  const { versions } = selection
  return headers.filter(({ fields }) => versions?.includes(fields.version ?? Number.NaN) ?? true)
}
