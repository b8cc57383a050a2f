import type { Query, Unreadable } from '@mlferry/core'
import {
  evaluationDatasetsFolder,
  experimentsFolder,
  type KindFolder,
  type Layout,
  modelsFolder,
  promptsFolder,
} from '../layout/layout.ts'
import type { OpenedExport } from '../reading/opened-export.ts'
import { leftOutObjects } from './left-out-objects.ts'
import { nestedExports } from './nested-exports.ts'

/** Problems that a listing of objects does not show: objects that were left out, index files that changed, other exports inside. */
export async function* listProblems(
  kind: string,
  { ids, scopes }: Query,
  { opened, signal }: { readonly opened: OpenedExport; readonly signal: AbortSignal },
): AsyncGenerator<Unreadable> {
  // A caller that asks for ids has seen a whole listing before, or does not want other objects.
  if (ids) return
  const { layout } = opened.context
  for await (const found of leftOutObjects(kind, opened, signal)) {
    if (!scopes || !found.scope || scopes.some(({ id }) => id === found.scope?.id)) yield found
  }
  for (const [path, error] of await opened.changedIndexes()) {
    // The listing of experiments checks their files, and reading refuses a link that leads out.
    const told = error.code === 'ERR_UNSAFE_PATH' || (path.endsWith('experiment.json') && layout !== 'model')
    if (!told && kindOfIndex(path, layout) === kind) yield { ref: { kind, id: path }, error }
  }
  if (kind !== mainKind(layout)) return
  for await (const { ref, error } of nestedExports(opened.context)) yield { ref: { ...ref, kind }, error }
}

/** The kind whose objects a damaged index would hide. */
function kindOfIndex(path: string, layout: Layout): string {
  const lies = ({ base }: KindFolder) => base !== '' && path.startsWith(`${base}/`)
  if (lies(promptsFolder(layout))) return 'prompt'
  if (lies(evaluationDatasetsFolder(layout))) return 'evaluationDataset'
  if (lies(modelsFolder(layout))) return 'registeredModel'
  const base = experimentsFolder(layout)
  return base && path.startsWith(`${base}/`) ? 'experiment' : mainKind(layout)
}

/** The kind that an export of this layout is about. */
function mainKind(layout: Layout): string {
  if (layout === 'models' || layout === 'model') return 'registeredModel'
  if (layout === 'prompts' || layout === 'prompt') return 'prompt'
  return layout === 'evaluation-datasets' || layout === 'evaluation-dataset' ? 'evaluationDataset' : 'experiment'
}
