import { join } from 'node:path'
import type { Query, TraceHeader, Unreadable } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import { exists } from '../layout/folders-in.ts'
import { foldersWith, placeIn, placesOf } from '../reading/find-places.ts'
import { type LocatedObject, listObjects } from '../reading/list-objects.ts'
import type { ObjectPlace } from '../reading/object-place.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { loadTrace } from './load-trace.ts'

/** The traces of one experiment that the query asks for, and those that are named but cannot be read. */
export async function* listTraces(
  experiment: LoadedExperiment,
  query: Query,
  { context, signal }: { readonly context: ReadContext; readonly signal: AbortSignal },
): AsyncGenerator<LocatedObject | Unreadable> {
  const scope = experiment.header.ref
  const listing = {
    kind: 'trace' as const,
    places: findTraces(experiment, context),
    ids: experiment.foldersAreIds ? query.ids : undefined,
    scope,
    load: (place: ObjectPlace) => loadTrace(place, scope, context),
    signal,
  }
  for await (const found of listObjects(listing)) {
    if ('error' in found || matches(found.header as TraceHeader, query)) yield found
  }
}

async function* findTraces(
  experiment: LoadedExperiment,
  context: ReadContext,
): AsyncGenerator<ObjectPlace | Unreadable> {
  if (context.layout === 'trace') yield await placeIn(experiment, { kind: 'trace', folder: '' })
  else yield* placesOf('trace', experiment, experiment.traces ?? (await listedInIndex(experiment, context)))
}

function matches({ ref, fields }: TraceHeader, { ids, since, until }: Query): boolean {
  if (ids && !ids.includes(ref.id)) return false
  const { requestTime } = fields
  return (since === undefined || requestTime >= since) && (until === undefined || requestTime < until)
}

/** Used if experiment.json has no list: the index beside the traces, or the folders on the disk. */
async function listedInIndex({ place, header }: LoadedExperiment, context: ReadContext): Promise<string[]> {
  const path = join(place.path, 'traces/traces.json')
  const label = `${place.label}traces/traces.json`
  if (!(await exists(path))) return await foldersWith('trace', place.path)
  const index = await context.check('traces', (await readJsonFile(path, label, { inside: context })).value, label)
  const entries = (index.mlflow as JsonObject).experiments as readonly JsonObject[]
  const own = entries.filter(({ id }) => entries.length === 1 || String(id) === header.ref.id)
  return own.flatMap((entry) => entry.traces as readonly string[])
}
