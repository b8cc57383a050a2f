import { join } from 'node:path'
import type { Query, TraceHeader, Unreadable } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import { exists } from '../layout/folders-in.ts'
import { foldersWith, placeIn, placesOf } from '../reading/find-places.ts'
import type { ListedKind } from '../reading/list-in-experiments.ts'
import type { ObjectPlace } from '../reading/object-place.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { loadTrace } from './load-trace.ts'

export const listedTraces: ListedKind<TraceHeader> = { kind: 'trace', find: findTraces, load: loadTrace, matches }

async function* findTraces(
  experiment: LoadedExperiment,
  context: ReadContext,
): AsyncGenerator<ObjectPlace | Unreadable> {
  if (context.layout === 'trace') yield await placeIn(experiment, { kind: 'trace', folder: '' })
  else yield* placesOf('trace', experiment, experiment.traces ?? (await listedInIndex(experiment, context)))
}

function matches({ fields: { requestTime } }: TraceHeader, { since, until }: Query): boolean {
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
