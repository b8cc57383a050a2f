import { isHttpError, isObjectMissing, isRouteMissing, type TraceWithSpans } from '@mlferry/client'
import type { ServerContext } from '../server/server-context.ts'

/**
 * Whether spans can go to the server's table: asked once. MLflow 3.4 puts there what it is sent, and has no route that gives it back;
 * there, spans are files.
 */
export function hasSpansTable(context: ServerContext, signal: AbortSignal): Promise<boolean> {
  context.facts.spansTable ??= spansInTable(['tr-0'], context, signal).then((found) => found !== undefined)
  return context.facts.spansTable
}

/** Traces whose spans are in the table, with their spans; undefined where the server gives none back. */
export async function spansInTable(
  traceIds: readonly string[],
  { client, facts: { missing } }: ServerContext,
  signal: AbortSignal,
): Promise<readonly TraceWithSpans[] | undefined> {
  if (missing.has('batch-get-traces')) return undefined
  try {
    return await client.traces.batchGet({ traceIds, signal })
  } catch (error) {
    if (!isNoRoute(error)) throw error
    missing.add('batch-get-traces')
    return undefined
  }
}

/** Servers before the route take its name for the id of a trace; those with files alone have it, and no more. */
function isNoRoute(error: unknown): boolean {
  return isRouteMissing(error) || isObjectMissing(error) || (isHttpError(error) && error.status === 501)
}
