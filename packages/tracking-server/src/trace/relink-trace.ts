import type { JsonObject, Ref } from '@mlferry/core'
import { pendingTags, settledTags } from '../server/provenance.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { RelinkLinks } from '../server/server-kind.ts'
import { relinkAssessment } from './assessment.ts'
import { traceCalls } from './trace-calls.ts'
import { withInfoOf } from './trace-info.ts'
import { metadataOfLinks, promptOf } from './trace-links.ts'

/** Sets links whose other end came later. Metadata and assessments are changed by sending the trace again. */
export async function relinkTrace(
  { id: traceId }: Ref,
  { resolved, pending }: RelinkLinks,
  context: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const { traces } = context.client
  const existing = await traces.get({ traceId, signal })
  const waiting = pendingTags(pending).map(({ key, value }) => [key, value])
  const info: JsonObject = {
    ...existing,
    trace_metadata: Object.fromEntries(metadataOfLinks(resolved)),
    tags: Object.fromEntries(waiting),
    assessments: (existing.assessments ?? []).map((each) => relinkAssessment(each, resolved)),
  }
  await traces.start({ info: withInfoOf(info, existing), signal })
  const calls = traceCalls(context, signal)
  for (const { to } of resolved.filter(({ field }) => field === 'runs')) await calls.link({ traceId, runId: to.id })
  const prompts = resolved.filter(({ field }) => field === 'prompts').map(({ to }) => promptOf(to.id))
  if (prompts.length > 0) await traces.linkPrompts({ traceId, prompts, signal })
  for (const key of settledTags(resolved, pending)) await traces.deleteTag({ traceId, key, signal })
}
