import type { JsonObject } from '@mlferry/core'
import type { ExperimentFolder } from '../experiment-folder.ts'
import type { ObjectFolders, SealedObject } from '../object-folders.ts'

export interface ObjectsStanzas {
  readonly info: JsonObject
  /** Names of folders. */
  readonly runs: string[]
  readonly logged_models: string[]
  readonly traces: string[]
}

/** What experiment.json says about what it holds: counts, and the names of the folders, a parent run before its children. */
export function objectsStanzas(experiment: ExperimentFolder): ObjectsStanzas {
  const { runs, loggedModels } = experiment
  // A run that was exported alone has no folder of its own.
  const ok = parentsFirst(runs.sealed).flatMap(({ folder }) => (folder === '' ? [] : [folder]))
  const models = [...loggedModels.sealed.values()].map(({ folder }) => folder)
  const traces = [...experiment.traces.sealed.values()].map(({ folder }) => folder)
  const failed = failedOf(runs)
  const info = {
    num_total_runs: ok.length + failed.length,
    num_ok_runs: ok.length,
    num_failed_runs: failed.length,
    failed_runs: failed,
    ok_logged_models: models.length,
    failed_logged_models: failedOf(loggedModels).length,
    ok_traces: traces.length,
    failed_traces: failedOf(experiment.traces).length,
  }
  return { info, runs: ok, logged_models: models, traces }
}

/** Those that were begun and did not arrive. */
export function failedOf({ sealed, unsealed }: ObjectFolders): string[] {
  return [...unsealed].filter((id) => !sealed.has(id)).sort()
}

/** In the given order, but a parent before its children. A cycle of parents ends. */
function parentsFirst(runs: ReadonlyMap<string, SealedObject>): SealedObject[] {
  const ordered = new Set<SealedObject>()
  for (const run of runs.values()) {
    const line = new Set<SealedObject>()
    for (let each: SealedObject | undefined = run; each && !ordered.has(each) && !line.has(each); ) {
      line.add(each)
      const parent: string | undefined = each.links.find(({ field }) => field === 'parent')?.to.id
      each = parent === undefined ? undefined : runs.get(parent)
    }
    for (const each of [...line].reverse()) ordered.add(each)
  }
  return [...ordered]
}
