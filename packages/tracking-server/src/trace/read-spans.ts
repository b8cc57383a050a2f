import { openArtifactRoot } from '@mlferry/artifacts'
import { isHttpError, type TraceWithSpans } from '@mlferry/client'
import { type ArtifactRoot, isMlferryError, readTraceSpan, type TraceHeader, type TraceSpan } from '@mlferry/core'
import { type JsonObject, parseJson } from '@mlferry/exact-json'
import { readJsonArtifact } from '../server/read-json-artifact.ts'
import type { ServerContext } from '../server/server-context.ts'
import { speaksV3 } from './list-headers.ts'
import { spanFromOtlp } from './span-from-otlp.ts'
import { inTable } from './spans-place.ts'
import { spansInTable } from './spans-table.ts'

/** Bytes of spans asked for at once, as far as a trace tells its size. */
const mostBytes = 4 << 20
const filesAtOnce = 8
const spansFile = 'traces.json'

/** Spans of several traces, in one answer where the server can; a trace that cannot be read comes as its error. */
export async function* readSpans(
  traces: readonly TraceHeader[],
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<readonly [TraceHeader, readonly TraceSpan[] | { readonly error: unknown }]> {
  const single: TraceHeader[] = traces.filter(({ fields }) => !inTable(fields))
  // Fewer than the trace says: the other route may have the rest.
  const partial = new Map<TraceHeader, readonly TraceSpan[]>()
  for (const group of groups(traces.filter(({ fields }) => inTable(fields)))) {
    const answer = await readTogether(group, context, signal)
    const spans = new Map(answer.map((each) => [each.trace_info.trace_id, each.spans]))
    for (const trace of group) {
      const found = spans.get(trace.ref.id)?.map(spanFromOtlp)
      if (found && found.length >= spansSaid(trace)) yield [trace, found]
      else {
        single.push(trace)
        if (found) partial.set(trace, found)
      }
    }
  }
  for (let start = 0; start < single.length; start += filesAtOnce) {
    const some = single.slice(start, start + filesAtOnce)
    const read = async (trace: TraceHeader) => {
      const found = await readOne(trace, context, signal).catch((error: unknown) => ({ error }))
      const others = partial.get(trace)
      return [trace, others && ('error' in found || found.length < others.length) ? others : found] as const
    }
    yield* await Promise.all(some.map(read))
  }
}

/** How many spans a trace says that it has; 0 where it does not say. */
export function spansSaid({ fields }: TraceHeader): number {
  try {
    const { num_spans } = parseJson(fields.metadata.get('mlflow.trace.sizeStats') ?? '{}') as JsonObject
    return typeof num_spans === 'number' ? num_spans : 0
  } catch {
    return 0
  }
}

export async function openTraceRoot({ fields }: TraceHeader, context: ServerContext): Promise<ArtifactRoot> {
  return openArtifactRoot(fields.artifactUri, context)
}

/** Nothing for a server without the route, and for one that fails on a trace among others: each is then read by itself. */
async function readTogether(
  traces: readonly TraceHeader[],
  context: ServerContext,
  signal: AbortSignal,
): Promise<readonly TraceWithSpans[]> {
  try {
    const ids = traces.map(({ ref }) => ref.id)
    return (await spansInTable(ids, context, signal)) ?? []
  } catch (error) {
    if (!isHttpError(error)) throw error
    return []
  }
}

/** Exact: this is the text as the server, or its artifact store, has it. */
async function readOne(trace: TraceHeader, context: ServerContext, signal: AbortSignal): Promise<TraceSpan[]> {
  if (inTable(trace.fields)) return spansIn(await context.client.traces.spansOf({ traceId: trace.ref.id, signal }))
  if (trace.fields.artifactUri === '') return []
  const root = await openTraceRoot(trace, context)
  // Old servers fail on a file that is not there, over and over.
  if (!(await speaksV3(context, signal)) && !(await hasFile(root, signal))) return []
  try {
    return spansIn((await readJsonArtifact(root, spansFile, signal, { integers: 'bigint' })) as JsonObject)
  } catch (error) {
    if (isMlferryError(error) && error.code === 'ERR_ARTIFACT_NOT_FOUND') return []
    throw error
  }
}

async function hasFile(root: ArtifactRoot, signal: AbortSignal): Promise<boolean> {
  for await (const { path } of root.list(signal)) if (path === spansFile) return true
  return false
}

function spansIn({ spans }: JsonObject): TraceSpan[] {
  return ((spans ?? []) as readonly JsonObject[]).map(readTraceSpan)
}

function groups(traces: readonly TraceHeader[]): TraceHeader[][] {
  const found: TraceHeader[][] = []
  let room = 0
  for (const trace of traces) {
    const size = Number(trace.fields.metadata.get('mlflow.trace.sizeBytes') ?? 0)
    if (size > room || found.length === 0) {
      found.push([])
      room = mostBytes
    }
    room -= size
    found.at(-1)?.push(trace)
  }
  return found
}
