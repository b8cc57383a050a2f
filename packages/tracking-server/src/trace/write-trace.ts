import { openArtifactRoot } from '@mlferry/artifacts'
import type { OtlpSpan, WireTrace } from '@mlferry/client'
import {
  type ArtifactRoot,
  canonicalText,
  isAbort,
  isFatal,
  type Link,
  MlferryError,
  type OpenContext,
  type Part,
  pendingTags,
  provenanceTags,
  provenanceToWrite,
  putBytes,
  type Ref,
  sourceTags,
  spansText,
  type TraceFields,
  type TraceHeader,
  type TraceSpan,
  type Writer,
  withTraceLinks,
} from '@mlferry/core'
import { parseJson } from '@mlferry/exact-json'
import { lazyRoot } from '../server/lazy-root.ts'
import type { ServerContext } from '../server/server-context.ts'
import { lostAssessments } from './kept-in-tags.ts'
import { putTrace } from './put-trace.ts'
import { readSpans } from './read-spans.ts'
import { linkOthers, lostPromptLinks } from './relink-trace.ts'
import { spanToOtlp } from './span-to-otlp.ts'
import { traceCalls } from './trace-calls.ts'
import { artifactTag, experimentOf, spansTag, traceHeader } from './trace-header.ts'

export async function openTrace(
  header: TraceHeader,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const { id } = header.ref
  if (!opening.scope) throw new MlferryError('ERR_SCOPE_FAILED', `Trace ${id} has no experiment at the target.`)
  const existing = await traceCalls(context, signal).info(id)
  if (existing && experimentOf(existing) !== opening.scope.id) throw elsewhere(existing, context)
  return new TraceWriter({ header, existing, opening, experimentId: opening.scope.id, context, signal })
}

type Tags = Readonly<Record<string, string>>

interface TraceWriting {
  readonly header: TraceHeader
  /** As it is at the target before anything is written. */
  readonly existing: WireTrace | undefined
  readonly opening: OpenContext
  readonly experimentId: string
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/**
 * Spans first, then the trace itself with the mark: the server makes a trace for spans that come without one, and completes it. So a
 * trace whose spans are not all there has no mark. Where spans cannot go to the server's table they are a file of the trace, which
 * must be there before: then the mark is a third call.
 */
class TraceWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot
  changed = false
  readonly #writing: TraceWriting
  #spans: TraceSpan[] = []
  #resolved: readonly Link[] = []
  #pending: readonly Link[] = []
  #info: WireTrace | undefined

  constructor(writing: TraceWriting) {
    this.ref = writing.header.ref
    this.#writing = writing
    this.#info = writing.existing
    const open = async () => openArtifactRoot((await this.#made()).tags?.[artifactTag] ?? '', writing.context)
    this.artifacts = lazyRoot('', open, async () => {
      this.changed = true
    })
  }

  get losses(): readonly MlferryError[] {
    // What is there as it was is no news.
    if (!this.changed) return []
    const { context } = this.#writing
    const links = [...this.#resolved, ...this.#pending]
    return [...lostAssessments(links, context), ...lostPromptLinks(this.#resolved, context)]
  }

  async write(part: Part): Promise<void> {
    if (part.type === 'rows') this.#spans.push(...(part.rows as readonly TraceSpan[]))
  }

  async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#resolved = resolved
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    if (this.#writing.opening.markFirst) await this.#made()
    const inTable = await this.#writeSpans()
    const mark = fingerprint === undefined ? {} : { [provenanceTags.fingerprint]: fingerprint }
    const tags = inTable ? { [spansTag]: 'TRACKING_STORE' } : {}
    await this.#linkOthers(async () => {
      if (!inTable) await this.#made()
    })
    await this.#put(this.#writing.header.fields, tags, mark)
  }

  /** Before the mark, so that a trace with the mark has all of its links. `exist` makes it, where it is not there yet. */
  async #linkOthers(exist: () => Promise<void>): Promise<void> {
    const { header, opening, context, signal } = this.#writing
    const links = this.#resolved.filter(({ field }) => field === 'runs' || field === 'prompts')
    // What an earlier job sealed has its links.
    if (links.length === 0 || (opening.earlier?.sealed === header.fingerprint && !this.changed)) return
    await exist()
    this.changed = true
    await linkOthers(this.ref.id, links, context, signal)
  }

  /** True: they are in the server's table. */
  async #writeSpans(): Promise<boolean> {
    const { context, signal, experimentId } = this.#writing
    const missing = await this.#missingSpans()
    const stored = this.#info?.tags?.[spansTag]
    if (missing.length === 0) return stored === 'TRACKING_STORE'
    this.changed = true
    const spans = this.#writing.context.facts.missing.has('otlp-traces') ? undefined : otlpSpans(missing, this.ref.id)
    if (spans && (await traceCalls(context, signal).send({ experimentId, spans }))) return true
    if (stored === 'TRACKING_STORE') throw refused(this.ref)
    await putBytes(this.artifacts, { path: 'traces.json', bytes: Buffer.from(spansText(this.#spans)) }, signal)
    return false
  }

  /** Those that are not at the target as they are at the source. */
  async #missingSpans(): Promise<readonly TraceSpan[]> {
    const { existing, context, signal } = this.#writing
    if (!existing || this.#spans.length === 0) return this.#spans
    for await (const [, there] of readSpans([traceHeader(existing)], context, signal)) {
      if ('error' in there) {
        if (isFatal(there.error) || isAbort(there.error)) throw there.error
        // Such as half a file, of a job that was killed: all of them are written again.
        return this.#spans
      }
      const known = new Set(there.map(identity))
      return this.#spans.filter((span) => !known.has(identity(span)))
    }
    return this.#spans
  }

  /** The trace, made without the mark if it is not there. Its assessments come with the mark: 3.4 takes them once. */
  async #made(): Promise<WireTrace> {
    return this.#info ?? (await this.#put({ ...this.#writing.header.fields, assessments: [] }, {}, {}))
  }

  async #put(fields: TraceFields, tags: Tags, mark: Tags): Promise<WireTrace> {
    const { header, opening, experimentId, context, signal } = this.#writing
    // What was copied from elsewhere before says so already.
    const there = new Map(Object.entries(this.#info?.tags ?? {}))
    const rule = opening.mark ?? (there.has(provenanceTags.sourceId) ? 'none' : 'renew')
    const source = provenanceToWrite(sourceTags(header, opening.sourceUri), there, rule)
    const own = [...source, ...pendingTags(this.#pending)]
    // Prompt versions go by name, so those that are not there yet are named all the same; what looks like a run may be a source of another kind.
    const named = this.#pending.filter(({ field }) => field === 'prompts' || field === 'assessmentSources')
    const put = {
      ref: this.ref,
      experimentId,
      fields: withTraceLinks(fields, [...this.#resolved, ...named]),
      tags: { ...Object.fromEntries(own.map(({ key, value }) => [key, value])), ...tags },
      mark,
      existing: this.#info,
    }
    const trace = await putTrace(put, context, signal)
    if (trace !== this.#info) this.changed = true
    this.#info = trace
    return trace
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** undefined: at least one of them cannot be said in OpenTelemetry. */
function otlpSpans(spans: readonly TraceSpan[], traceId: string): OtlpSpan[] | undefined {
  const converted = spans.map((span) => spanToOtlp(span, traceId))
  return converted.every((span) => span !== undefined) ? converted : undefined
}

/** Equal for spans that say the same, however their attributes are spaced, ordered and escaped. */
function identity({ attributes, ...span }: TraceSpan): string {
  const meant = Object.entries(attributes).map(([key, text]) => [
    key,
    typeof text === 'string' ? meaningOf(text) : text,
  ])
  return canonicalText({ ...span, attributes: Object.fromEntries(meant) })
}

function meaningOf(text: string): string {
  try {
    return canonicalText(parseJson(text, { integers: 'bigint' }))
  } catch {
    return text
  }
}

function elsewhere(existing: WireTrace, { label }: ServerContext): MlferryError {
  const message = `${label} has this trace in experiment ${experimentOf(existing)}: a trace id exists once on a server.`
  return new MlferryError('ERR_TRACE_ELSEWHERE', message, {
    hint: 'It stays where it is. Delete it there to copy it into this experiment.',
  })
}

function refused({ id }: Ref): MlferryError {
  return new MlferryError(
    'ERR_SPANS_REFUSED',
    `The target refuses new spans of trace ${id}, which has others in its table.`,
  )
}
