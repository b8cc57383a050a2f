import type { ExperimentFields, Header, ObjectKind, Source } from '@mlferry/core'
import { linkedIds, listByIds, scopesOf } from './list-headers.ts'
import { nameMatcher, type Selection } from './selection.ts'
import { wantedByName } from './wanted-by-name.ts'
import { wantedLoggedModels } from './wanted-logged-models.ts'
import { wantedModels } from './wanted-models.ts'

/** A selection with what it refers to: which kinds, and of each either ids, or all that pass. */
export interface Wanted {
  readonly kinds: readonly ObjectKind[]
  /** Kinds that are wanted whole, and that the target does not hold. */
  readonly notCarried: readonly ObjectKind[]
  readonly ids: Readonly<Record<string, readonly string[] | undefined>>
  passes(header: Header): boolean
  /** What listings ask for, where `passes` decides more than they can. Default: the selection. */
  readonly query?: Selection
  /** Patterns and ids that nothing matched, once all is listed. */
  unmatched(found: Pick<ReadonlySet<string>, 'has'>): readonly string[]
}

export interface WantedContext {
  readonly source: Source
  readonly kinds: readonly ObjectKind[]
  readonly notCarried: readonly ObjectKind[]
  readonly selection: Selection
  readonly signal: AbortSignal
}

export const registry: ReadonlySet<string> = new Set(['registeredModel', 'modelVersion'])

/** What the selection means at this source. Models bring their runs and logged models, these their experiments. */
export async function expandSelection(context: WantedContext): Promise<Wanted> {
  const { kinds, notCarried, selection } = context
  const { experiments, runIds, models, loggedModels, prompts, evaluationDatasets } = selection
  if (models) return wantedModels(models, context)
  if (loggedModels) return wantedLoggedModels(loggedModels, context)
  if (prompts) return wantedByName('prompt', prompts, context)
  if (evaluationDatasets) return wantedByName('evaluationDataset', evaluationDatasets, context)
  const tracking = kinds.filter(({ name, scope }) => name === 'experiment' || scope === 'experiment')
  if (runIds) {
    const runs = await listByIds('run', runIds, context)
    const loggedModel = linkedIds(runs, 'loggedModel')
    const ids = { experiment: scopesOf(runs), run: runIds, loggedModel }
    const unmatched = (found: Pick<ReadonlySet<string>, 'has'>) => runIds.filter((id) => !found.has(id))
    return { kinds: tracking.filter(({ name }) => name in ids), notCarried: [], ids, passes: () => true, unmatched }
  }
  if (!experiments) return { kinds, notCarried, ids: {}, passes: () => true, unmatched: () => [] }
  const matcher = nameMatcher(experiments)
  const passes = ({ ref, fields }: Header) =>
    ref.kind !== 'experiment' || matcher.matches((fields as ExperimentFields).name, ref.id)
  const held = notCarried.filter(({ scope }) => scope === 'experiment')
  return { kinds: tracking, notCarried: held, ids: {}, passes, unmatched: () => [...matcher.unmatched] }
}
