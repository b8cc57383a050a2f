import { isHttpError, type WireRun } from '@mlferry/client'
import pMap from 'p-map'
import type { ServerContext } from '../server/server-context.ts'

const sourceRun = 'mlflow.sourceRun'

/**
 * Runs that traces were linked to after they were made, by trace id. No trace tells them: each run of the experiment is asked for
 * its traces, which costs one request a run where there are traces at all.
 */
export async function linkedRuns(
  experimentId: string,
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  const runs: AsyncIterable<WireRun> = client.runs.search({ experimentIds: [experimentId], viewType: 'ALL', signal })
  const ask = async ({ info: { run_id: run } }: WireRun) => {
    let pageToken: string | undefined
    do {
      const filter = `attributes.run_id = '${run}'`
      const page = await client.traces.search({ experimentIds: [experimentId], filter, pageToken, signal })
      for (const { trace_id, trace_metadata } of page.traces ?? []) {
        if (trace_metadata?.[sourceRun] === run) continue
        found.set(trace_id, [...(found.get(trace_id) ?? []), run])
      }
      pageToken = page.next_page_token || undefined
    } while (pageToken !== undefined)
  }
  try {
    await pMap(runs, ask, { concurrency: 8, signal })
  } catch (error) {
    // A version that knows no such filter knows no such links.
    if (!isHttpError(error) || error.status !== 400) throw error
  }
  return found
}
