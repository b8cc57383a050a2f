import { type Link, MlferryError, pendingTags, promptOf, type Ref, settledTags, withTraceLinks } from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import type { RelinkLinks } from '../server/server-kind.ts'
import { putTrace } from './put-trace.ts'
import { traceCalls } from './trace-calls.ts'
import { experimentOf, traceHeader } from './trace-header.ts'

/** Sets links whose other end came later. Metadata and assessments change only by sending the trace again. */
export async function relinkTrace(
  ref: Ref,
  { resolved, pending }: RelinkLinks,
  context: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const { traces } = context.client
  const traceId = ref.id
  const existing = await traces.get({ traceId, signal })
  const { fields, links } = traceHeader(existing)
  const linked = withTraceLinks(fields, [
    ...links.filter((link) => !resolved.some((other) => replaces(other, link))),
    ...resolved,
  ])
  const tags = Object.fromEntries(pendingTags(pending).map(({ key, value }) => [key, value]))
  const own = { ref, experimentId: experimentOf(existing), fields: linked, tags }
  await putTrace({ ...own, mark: {}, existing }, context, signal)
  await linkOthers(traceId, resolved, context, signal)
  for (const key of settledTags(resolved, pending)) await traces.deleteTag({ traceId, key, signal })
}

/** Links that are no part of the trace itself, by the target's ids. */
export async function linkOthers(
  traceId: string,
  links: readonly Link[],
  context: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const of = (field: string) => links.filter((link) => link.field === field).map(({ to }) => to.id)
  const calls = traceCalls(context, signal)
  await Promise.all(of('runs').map((runId) => calls.link({ traceId, runId })))
  const prompts = of('prompts')
    .filter((id) => !isTooLong(id, context))
    .map(promptOf)
  if (prompts.length > 0) await context.client.traces.linkPrompts({ traceId, prompts, signal })
}

/** What a server has no room for: its tag names the prompt all the same. */
export function lostPromptLinks(links: readonly Link[], context: ServerContext): readonly MlferryError[] {
  const long = links.filter(({ field, to }) => field === 'prompts' && isTooLong(to.id, context)).map(({ to }) => to.id)
  const { promptLink } = context.limits.columns
  const why = `longer than the ${promptLink} characters by which the target finds the traces of a prompt: only a tag names it`
  return long.map((id) => new MlferryError('ERR_TOO_LONG_FOR_TARGET', `prompts '${id}': ${why}`))
}

function isTooLong(id: string, { limits }: ServerContext): boolean {
  return [...id].length > limits.columns.promptLink
}

/** Prompts are many, and named all the same while they wait. */
function replaces(other: Link, { field, to, data }: Link): boolean {
  if (field === 'prompts') return other.field === field && other.to.id === to.id
  return other.field === field && other.data?.assessment === data?.assessment
}
