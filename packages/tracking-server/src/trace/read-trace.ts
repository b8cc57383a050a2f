import { isHttpError } from '@mlferry/client'
import {
  type ArtifactRoot,
  asMlferryError,
  type Header,
  isAbort,
  isFatal,
  type Listed,
  type Part,
  type Query,
  spanRows,
  type TraceHeader,
  type TraceSpan,
} from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import { linkedRuns } from './linked-runs.ts'
import { listTraces } from './list-traces.ts'
import { openTraceRoot, readSpans } from './read-spans.ts'
import { experimentOf, traceHeader } from './trace-header.ts'
import { toMilliseconds } from './wire-time.ts'

/** Spans handed on at once. */
const mostSpans = 500
const attachment = 'mlflow-attachment://'
const attachmentsFolder = 'attachments/'

export async function* listTraceHeaders(
  query: Query,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Listed[]> {
  const { ids, scope, since, until, filter } = query
  const { traces } = context.client
  if (ids) {
    for (const traceId of ids) {
      const trace = await traces.get({ traceId, signal }).catch(missing)
      if (!trace) continue
      const runs = await linkedRuns(experimentOf(trace), context, signal)
      yield [traceHeader(trace, runs.get(traceId))]
    }
    return
  }
  if (!scope) return
  let runs: ReadonlyMap<string, readonly string[]> | undefined
  const window = {
    experimentId: scope.id,
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(filter === undefined ? {} : { filter }),
  }
  const options = {
    search: traces.search,
    idOf: ({ trace_id }: { readonly trace_id: string }) => trace_id,
    timeOf: ({ request_time }: { readonly request_time?: string }) => toMilliseconds(request_time) ?? 0,
    signal,
  }
  for await (const page of listTraces(window, options)) {
    runs ??= await linkedRuns(scope.id, context, signal)
    yield page.map((trace) => traceHeader(trace, runs?.get(trace.trace_id)))
  }
}

/** Spans of all traces of the batch; a trace that cannot be read fails alone. */
export async function* readTraces(
  batch: readonly Header[],
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Part> {
  context.tracesWithoutFiles ??= new WeakSet()
  for await (const [{ ref }, spans] of readSpans(batch as readonly TraceHeader[], context, signal)) {
    if ('error' in spans) {
      if (isFatal(spans.error) || isAbort(spans.error)) throw spans.error
      yield { type: 'failed', of: ref, error: asMlferryError(spans.error, 'ERR_TRACE_UNREADABLE', 'Its spans') }
      continue
    }
    const header = batch.find((each) => each.ref.id === ref.id)
    if (header && !spans.some(namesFile)) context.tracesWithoutFiles.add(header)
    for (let start = 0; start < spans.length; start += mostSpans) {
      yield { type: 'rows', of: ref, name: spanRows, rows: spans.slice(start, start + mostSpans) }
    }
    yield { type: 'end', of: ref }
  }
}

/** Its attachments: spans are no files here. undefined, without a request, where no span names one. */
export async function traceArtifacts(header: Header, context: ServerContext): Promise<ArtifactRoot | undefined> {
  const trace = header as TraceHeader
  if (context.tracesWithoutFiles?.has(header) || trace.fields.artifactUri === '') return undefined
  const root = await openTraceRoot(trace, context)
  return {
    ...root,
    async *list(signal) {
      for await (const file of root.list(signal)) if (file.path.startsWith(attachmentsFolder)) yield file
    },
  }
}

function namesFile({ attributes }: TraceSpan): boolean {
  return Object.values(attributes).some((text) => typeof text === 'string' && text.includes(attachment))
}

export function missing(error: unknown): undefined {
  if (isHttpError(error) && error.mlflowCode === 'RESOURCE_DOES_NOT_EXIST') return undefined
  throw error
}
