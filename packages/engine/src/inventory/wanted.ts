import {
  type ExperimentFields,
  type Header,
  isUnreadable,
  type ModelVersionHeader,
  type ObjectKind,
  type RegisteredModelFields,
  type Source,
} from '@mlferry/core'
import { nameMatcher, type Selection } from './selection.ts'
import { wantedByName } from './wanted-by-name.ts'
import { wantedVersions } from './wanted-versions.ts'

/** A selection with what it refers to: which kinds, and of each either ids, or all that pass. */
export interface Wanted {
  readonly kinds: readonly ObjectKind[]
  /** Kinds that are wanted whole, and that the target does not hold. */
  readonly notCarried: readonly ObjectKind[]
  readonly ids: Readonly<Record<string, readonly string[] | undefined>>
  passes(header: Header): boolean
  /** Patterns and ids that nothing matched, once all is listed. */
  unmatched(found: ReadonlySet<string>): readonly string[]
}

export interface WantedContext {
  readonly source: Source
  readonly kinds: readonly ObjectKind[]
  readonly notCarried: readonly ObjectKind[]
  readonly selection: Selection
  readonly signal: AbortSignal
}

const registry = new Set(['registeredModel', 'modelVersion'])

/** What the selection means at this source. Models bring their runs and logged models, these their experiments. */
export async function expandSelection(context: WantedContext): Promise<Wanted> {
  const { kinds, notCarried, selection } = context
  const { experiments, runIds, models, prompts, evaluationDatasets } = selection
  if (models) return wantedModels(models, context)
  if (prompts) return wantedByName('prompt', prompts, context)
  if (evaluationDatasets) return wantedByName('evaluationDataset', evaluationDatasets, context)
  const tracking = kinds.filter(({ name, scope }) => name === 'experiment' || scope === 'experiment')
  if (runIds) {
    const runs = await listByIds('run', runIds, context)
    const loggedModel = linkedIds(runs, 'loggedModel')
    const ids = { experiment: scopesOf(runs), run: runIds, loggedModel }
    const unmatched = (found: ReadonlySet<string>) => runIds.filter((id) => !found.has(id))
    return { kinds: tracking.filter(({ name }) => name in ids), notCarried: [], ids, passes: () => true, unmatched }
  }
  if (!experiments) return { kinds, notCarried, ids: {}, passes: () => true, unmatched: () => [] }
  const matcher = nameMatcher(experiments)
  const passes = ({ ref, fields }: Header) =>
    ref.kind !== 'experiment' || matcher.matches((fields as ExperimentFields).name, ref.id)
  const held = notCarried.filter(({ scope }) => scope === 'experiment')
  return { kinds: tracking, notCarried: held, ids: {}, passes, unmatched: () => [...matcher.unmatched] }
}

async function wantedModels(patterns: readonly string[], context: WantedContext): Promise<Wanted> {
  const { kinds, selection } = context
  const matcher = nameMatcher(patterns)
  const passed = new Set<string>()
  const versions: Header[] = []
  for (const model of await listAll('registeredModel', {}, context)) {
    if (!matcher.matches((model.fields as RegisteredModelFields).name)) continue
    passed.add(model.ref.id)
    const all = (await listAll('modelVersion', { scope: model.ref }, context)) as ModelVersionHeader[]
    versions.push(...wantedVersions(all, selection))
  }
  for (const { ref } of versions) passed.add(ref.id)
  const loggedModels = await listByIds('loggedModel', linkedIds(versions, 'loggedModel'), context)
  const runs = await listByIds('run', [...linkedIds(versions, 'run'), ...linkedIds(loggedModels, 'run')], context)
  const ids = {
    experiment: [...new Set([...scopesOf(runs), ...scopesOf(loggedModels)])],
    run: runs.map(({ ref }) => ref.id),
    loggedModel: loggedModels.map(({ ref }) => ref.id),
  }
  const passes = ({ ref }: Header) => !registry.has(ref.kind) || passed.has(ref.id)
  const brought = kinds.filter(({ name }) => registry.has(name) || name in ids)
  return { kinds: brought, notCarried: [], ids, passes, unmatched: () => [...matcher.unmatched] }
}

async function listByIds(kind: string, ids: readonly string[], context: WantedContext): Promise<Header[]> {
  const held = context.kinds.some(({ name }) => name === kind)
  return held && ids.length > 0 ? listAll(kind, { ids: [...new Set(ids)], includeDeleted: true }, context) : []
}

async function listAll(kind: string, query: object, { source, signal }: WantedContext): Promise<Header[]> {
  const headers: Header[] = []
  for await (const page of source.list(kind, query, signal)) {
    for (const listed of page) if (!isUnreadable(listed)) headers.push(listed)
  }
  return headers
}

function scopesOf(headers: readonly Header[]): string[] {
  return [...new Set(headers.flatMap(({ scope }) => (scope ? [scope.id] : [])))]
}

function linkedIds(headers: readonly Header[], kind: string): string[] {
  return [...new Set(headers.flatMap(({ links }) => links.filter(({ to }) => to.kind === kind).map(({ to }) => to.id)))]
}
