import type { SpooledMap } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { JsonList } from '../json/large-json.ts'
import type { SealedObject } from '../sealed/objects-of-kind.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'

export interface ObjectsStanzas {
  readonly info: JsonObject
  /** Names of folders. */
  readonly runs: JsonList
  readonly logged_models: JsonList
  readonly traces: JsonList
}

/** The counts and folder names of objects in experiment.json. A parent run comes before its children. */
export function objectsStanzas(experiment: ExperimentFolder): ObjectsStanzas {
  const { alone, runs, loggedModels, traces } = experiment
  // A run that was exported alone has no folder of its own.
  const ok = alone ? 0 : runs.sealed.size
  const failed = runs.failed()
  const info = {
    num_total_runs: ok + failed.length,
    num_ok_runs: ok,
    num_failed_runs: failed.length,
    failed_runs: failed,
    ok_logged_models: loggedModels.sealed.size,
    failed_logged_models: loggedModels.failed().length,
    ok_traces: traces.sealed.size,
    failed_traces: traces.failed().length,
  }
  return {
    info,
    runs: foldersOf(() => (alone ? [] : parentsFirst(runs.sealed))),
    logged_models: foldersOf(() => loggedModels.sealed.values()),
    traces: foldersOf(() => traces.sealed.values()),
  }
}

function foldersOf(objects: () => Iterable<SealedObject>): JsonList {
  return new JsonList({
    *[Symbol.iterator]() {
      for (const { folder } of objects()) yield folder
    },
  })
}

/** In the given order, but a parent before its children. A cycle of parents ends. */
function* parentsFirst(runs: SpooledMap<SealedObject>): Generator<SealedObject> {
  /** Parents that were moved ahead. */
  const ahead = new Set<string>()
  for (const run of runs.values()) {
    if (ahead.has(run.id)) continue
    const line: SealedObject[] = [run]
    for (let each = parentOf(run, runs); each && !isOut(each); each = parentOf(each, runs)) {
      line.push(each)
      ahead.add(each.id)
    }
    yield* line.reverse()

    function isOut({ id }: SealedObject): boolean {
      return id === run.id || ahead.has(id) || runs.indexOf(id) < runs.indexOf(run.id)
    }
  }
}

function parentOf({ links }: SealedObject, runs: SpooledMap<SealedObject>): SealedObject | undefined {
  const parent = links.find(({ field }) => field === 'parent')?.to.id
  return parent === undefined ? undefined : runs.get(parent)
}
