import type { JsonObject } from '@mlferry/core'
import type { ExperimentFolder, SealedRun } from '../experiment-folder.ts'

/** What experiment.json says about its runs: counts, and the names of their folders, a parent before its children. */
export function runsStanzas(experiment: ExperimentFolder): { info: JsonObject; runs: string[] } {
  // A run that was exported alone has no folder of its own.
  const runs = parentsFirst(experiment.runs).flatMap(({ folder }) => (folder === '' ? [] : [folder]))
  const failed = [...experiment.unsealed].filter((id) => !experiment.runs.has(id)).sort()
  return {
    info: {
      num_total_runs: runs.length + failed.length,
      num_ok_runs: runs.length,
      num_failed_runs: failed.length,
      failed_runs: failed,
      ok_logged_models: 0,
      failed_logged_models: 0,
      ok_traces: 0,
      failed_traces: 0,
    },
    runs,
  }
}

/** In the given order, but a parent before its children. A cycle of parents ends. */
function parentsFirst(runs: ReadonlyMap<string, SealedRun>): SealedRun[] {
  const ordered = new Set<SealedRun>()
  for (const run of runs.values()) {
    const line = new Set<SealedRun>()
    for (let each: SealedRun | undefined = run; each && !ordered.has(each) && !line.has(each); ) {
      line.add(each)
      const parent: string | undefined = each.links.find(({ field }) => field === 'parent')?.to.id
      each = parent === undefined ? undefined : runs.get(parent)
    }
    for (const each of [...line].reverse()) ordered.add(each)
  }
  return [...ordered]
}
