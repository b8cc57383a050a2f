import type { WireRun } from '@mlferry/client'
import pMap from 'p-map'
import type { ServerContext } from '../server/server-context.ts'
import { isAtLeast } from '../server/server-limits.ts'

/**
 * A search leaves out which logged models a run read (and up to 3.0 those that it made): the run itself tells. That costs one request
 * a run, so it is asked only of servers that hold any logged model.
 */
export async function withModelLinks(
  runs: readonly WireRun[],
  context: ServerContext,
  signal: AbortSignal,
): Promise<readonly WireRun[]> {
  const { client, version } = context
  if (version !== undefined && !isAtLeast(version, 3, 0)) return runs
  context.holdsLoggedModels ??= holdsLoggedModels(context, signal)
  if (!(await context.holdsLoggedModels)) return runs
  const complete = async (run: WireRun): Promise<WireRun> => {
    const { inputs, outputs } = await client.runs.get({ runId: run.info.run_id, signal })
    return { ...run, ...(inputs ? { inputs } : {}), ...(outputs ? { outputs } : {}) }
  }
  return pMap(runs, complete, { concurrency: 8, signal })
}

async function holdsLoggedModels({ client }: ServerContext, signal: AbortSignal): Promise<boolean> {
  for await (const { experiments = [] } of client.experiments.searchPages({ viewType: 'ALL', signal })) {
    const experimentIds = experiments.map(({ experiment_id }) => experiment_id)
    if (experimentIds.length === 0) continue
    for await (const { models = [] } of client.loggedModels.searchPages({ experimentIds, maxResults: 1, signal })) {
      if (models.length > 0) return true
    }
  }
  return false
}
