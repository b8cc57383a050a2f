import {
  type ArtifactRoot,
  asMlferryError,
  isAbort,
  isFatal,
  MlferryError,
  type Part,
  spanRows,
  type TraceHeader,
  type TraceSpan,
} from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import { openTraceRoot, readSpans, spansSaid } from './read-spans.ts'
import { hadSpans } from './spans-place.ts'

/** Spans handed on at once. */
const mostSpans = 500
const attachment = 'mlflow-attachment://'
const attachmentsFolder = 'attachments/'

/** Spans of all traces of the batch; a trace that cannot be read fails alone. */
export async function* readTraces(
  batch: readonly TraceHeader[],
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Part> {
  for await (const [{ ref }, spans] of readSpans(batch, context, signal)) {
    if ('error' in spans) {
      if (isFatal(spans.error) || isAbort(spans.error)) throw spans.error
      yield { type: 'failed', of: ref, error: asMlferryError(spans.error, 'ERR_TRACE_UNREADABLE', 'Its spans') }
      continue
    }
    const header = batch.find((each) => each.ref.id === ref.id)
    if (header && !spans.some(namesFile)) context.memory.tracesWithoutFiles.add(header)
    for (let start = 0; start < spans.length; start += mostSpans) {
      yield { type: 'rows', of: ref, name: spanRows, rows: spans.slice(start, start + mostSpans) }
    }
    const lost = header && lostSpans(header, spans.length)
    yield { type: 'end', of: ref, ...(lost ? { losses: [{ field: spanRows, error: lost }] } : {}) }
  }
}

/** Its attachments: spans are no files here. undefined, without a request, where no span names one. */
export async function traceArtifacts(trace: TraceHeader, context: ServerContext): Promise<ArtifactRoot | undefined> {
  if (context.memory.tracesWithoutFiles.has(trace) || trace.fields.artifactUri === '') return undefined
  const root = await openTraceRoot(trace, context)
  return {
    ...root,
    async *list(signal) {
      for await (const file of root.list(signal)) if (file.path.startsWith(attachmentsFolder)) yield file
    },
  }
}

function lostSpans(trace: TraceHeader, found: number): MlferryError | undefined {
  const said = spansSaid(trace)
  if (found >= said && (found > 0 || !hadSpans(trace.fields))) return undefined
  const what =
    said > 0
      ? `${found} of the ${said} spans that it says it has could be read.`
      : 'None of its spans could be read, and its metadata tells that it has some.'
  return new MlferryError('ERR_SPANS_INCOMPLETE', what, {
    hint: 'They are gone from the database or the artifact store of the source, or something in between leaves them out.',
  })
}

function namesFile({ attributes }: TraceSpan): boolean {
  return Object.values(attributes).some((text) => typeof text === 'string' && text.includes(attachment))
}
