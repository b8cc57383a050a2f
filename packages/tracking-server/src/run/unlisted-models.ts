import type { WireRun } from '@mlferry/client'
import { asMlferryError, isAbort, isFatal, type Listed, type RunHeader, withUnlisted } from '@mlferry/core'
import pMap from 'p-map'
import type { ServerContext } from '../server/server-context.ts'
import { isAtLeast } from '../server/server-limits.ts'
import { holdsModels } from '../server/why-missing.ts'
import { runHeader } from './run-header.ts'

/**
 * Links that a search of runs leaves out: the logged models that a run read, and before 3.10 those that it made. The run itself tells
 * them, which costs one request a run.
 */
export function unlistedModels(context: ServerContext): readonly string[] {
  if (!holdsModels(context)) return none
  const { version } = context
  return version === undefined || isAtLeast(version, 3, 10) ? inputs : both
}

// The same for every run: headers are many.
const [none, inputs, both] = [[], ['modelInputs'], ['modelInputs', 'modelOutputs']]

/** A run as a search shows it. */
export function searchedRun(wire: WireRun, context: ServerContext): RunHeader {
  const unlisted = unlistedModels(context)
  if (unlisted.length === 0) return runHeader(wire)
  return { ...runHeader({ ...wire, outputs: unlisted.includes('modelOutputs') ? {} : (wire.outputs ?? {}) }), unlisted }
}

/** Runs with the links that the search left out. Asked only of servers that hold any logged model. */
export async function withModelLinks(
  runs: readonly RunHeader[],
  context: ServerContext,
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  // Servers before 3.0 have none, and no route for them.
  if (unlistedModels(context).length === 0) return runs
  context.memory.holdsLoggedModels ??= holdsLoggedModels(context, signal)
  if (!(await context.memory.holdsLoggedModels)) return runs.map((run) => withUnlisted(run, []))
  const complete = async (run: RunHeader): Promise<Listed> => {
    const { ref, scope, unlisted } = run
    if (!unlisted) return run
    try {
      return withUnlisted(run, runHeader(await context.client.runs.get({ runId: ref.id, signal })).links)
    } catch (error) {
      if (isFatal(error) || isAbort(error)) throw error
      return { ref, ...(scope ? { scope } : {}), error: asMlferryError(error, 'ERR_READ', 'Its logged models') }
    }
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
