import { isHttpError, type WireTrace } from '@mlferry/client'
import type { Assessment, Ref, TraceFields } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { createOnce } from '../server/create-once.ts'
import type { ServerContext } from '../server/server-context.ts'
import { readAssessment, wireAssessment } from './assessment.ts'
import { keepInTags } from './kept-in-tags.ts'
import { holdsInfo, traceInfo, withInfoOf } from './trace-info.ts'

export interface PutTrace {
  readonly ref: Ref
  /** The target's. */
  readonly experimentId: string
  /** Its links in it. */
  readonly fields: TraceFields
  /** Besides those of the trace itself. */
  readonly tags: Readonly<Record<string, string>>
  /** Tags that come last. */
  readonly mark: Readonly<Record<string, string>>
  readonly existing: WireTrace | undefined
}

/**
 * Creates a trace without its spans, or brings one up to date, in one call: the same id again adds to what is there. An assessment
 * that is no longer valid takes more: the server sets that alone, when the one that overrides it is made.
 */
export async function putTrace(put: PutTrace, context: ServerContext, signal: AbortSignal): Promise<WireTrace> {
  const { ref, experimentId, mark, existing } = put
  const { fields, tags: kept } = keepInTags(put.fields, ref, context)
  const tags = { ...put.tags, ...kept }
  const all = traceInfo(fields, { ref, experimentId, tags: { ...tags, ...mark } })
  if (existing && holdsInfo(asWritten(existing), all)) return existing
  const overriding = overridingOnes(fields.assessments)
  if (overriding.length === 0) return await start(all, existing, context, signal)

  const { traces } = context.client
  const ids = new Set(overriding.map(({ id }) => id))
  const isOther = ({ assessment_id }: JsonObject) => !ids.has(String(assessment_id))
  const of = { traceId: ref.id, signal }
  // Made again below: sending the trace anew makes valid what they override.
  for (const each of (existing?.assessments ?? []).filter((each) => !isOther(each)))
    await traces.deleteAssessment({ ...of, assessmentId: String(each.assessment_id) })
  const others = fields.assessments.filter(({ id }) => !ids.has(id))
  const info = traceInfo({ ...fields, assessments: others }, { ref, experimentId, tags })
  const rest = existing && { ...existing, assessments: (existing.assessments ?? []).filter(isOther) }
  const made = await start(info, rest, context, signal)
  for (const each of overriding) await createAssessment(each, { ...of, context })
  for (const [key, value] of Object.entries(mark)) await traces.setTag({ ...of, key, value })
  return made
}

interface OfTrace {
  readonly traceId: string
  readonly signal: AbortSignal
  readonly context: ServerContext
}

/** Its id, which the server keeps, tells whether a call whose answer was lost has made it. */
async function createAssessment(assessment: Assessment, { context, ...of }: OfTrace): Promise<void> {
  const { traces } = context.client
  const wire = wireAssessment(assessment, of.traceId)
  await createOnce(
    async () => {
      await traces.createAssessment({ ...of, assessment: wire })
      return wire
    },
    async () => (await traces.get(of)).assessments?.find(({ assessment_id }) => assessment_id === assessment.id),
  )
}

/** With its assessments as they are written here: a server puts spaces into the JSON of expectations. */
function asWritten(trace: WireTrace): JsonObject {
  const assessments = (trace.assessments ?? []).map((each) => wireAssessment(readAssessment(each), trace.trace_id))
  return { ...trace, assessments }
}

/** Those that made another one invalid, in the order in which they did. */
function overridingOnes(assessments: readonly Assessment[]): readonly Assessment[] {
  const invalid = new Set(assessments.filter(({ valid }) => valid === false).map(({ id }) => id))
  return assessments
    .filter(({ overrides }) => overrides !== null && invalid.has(overrides))
    .sort((a, b) => (a.createTime ?? 0) - (b.createTime ?? 0))
}

async function start(
  info: JsonObject,
  existing: WireTrace | undefined,
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<WireTrace> {
  const { traces } = client
  try {
    return await traces.start({ info: existing ? withInfoOf(info, existing) : info, signal })
  } catch (error) {
    // Up to 3.10 a trace that the server made from spans is completed only by one that has all of its derived fields.
    if (!isHttpError(error) || existing) throw error
    const made = await traces.get({ traceId: String(info.trace_id), signal }).catch(() => undefined)
    if (!made) throw error
    return await traces.start({ info: withInfoOf(info, made), signal })
  }
}
