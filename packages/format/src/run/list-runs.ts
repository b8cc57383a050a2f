import { asMlferryError, MlferryError, type Query, type RunHeader, type Unreadable } from '@mlferry/core'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { encodedFolderName, folderName } from '../folder-name.ts'
import { type ReadContext, rethrowIfFatal } from '../read-context.ts'
import { findRuns, type RunPlace } from './find-runs.ts'
import { loadRun } from './load-run.ts'

export interface LocatedRun {
  readonly place: RunPlace
  readonly header: RunHeader
}

/** The runs of one experiment that the query asks for, and those that are named but cannot be read. */
export async function* listRuns(
  experiment: LoadedExperiment,
  query: Query,
  { context, signal }: { readonly context: ReadContext; readonly signal: AbortSignal },
): AsyncGenerator<LocatedRun | Unreadable> {
  const wanted = context.layout === 'run' ? undefined : query.ids && foldersOf(query.ids)
  const scope = experiment.header.ref
  const seen = new Set<string>()
  for (const place of await findRuns(experiment, context)) {
    signal.throwIfAborted()
    const folder = 'folder' in place ? place.folder : place.ref.id
    if (wanted && !wanted.has(folder)) continue
    if ('error' in place) {
      yield place
      continue
    }
    try {
      const header = await loadRun(place, scope, { context, signal })
      if (seen.has(header.ref.id)) throw twice(place, header.ref.id)
      seen.add(header.ref.id)
      if (matches(header, query)) yield { place, header }
    } catch (error) {
      rethrowIfFatal(error)
      const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${place.label}run.json cannot be read`)
      yield { ref: { kind: 'run', id: folder }, scope, error: wrapped }
    }
  }
}

/** Every name that the folder of one of these may have: reading all the others to find out would be slow. */
function foldersOf(ids: readonly string[]): Set<string> {
  return new Set(ids.flatMap((id) => [id, folderName(id), encodedFolderName(id)]))
}

function matches({ ref, fields }: RunHeader, { ids, includeDeleted, since, until }: Query): boolean {
  const startTime = fields.startTime ?? 0
  if (ids && !ids.includes(ref.id)) return false
  if (fields.lifecycle === 'deleted' && !includeDeleted) return false
  return (since === undefined || startTime >= since) && (until === undefined || startTime < until)
}

function twice({ label }: RunPlace, id: string): MlferryError {
  return new MlferryError('ERR_EXPORT_DUPLICATE', `${label}run.json has the id ${id} of another run`)
}
