import { type LoggedModelHeader, loggedModelFingerprint, type Query } from '@mlferry/core'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { loggedModelHeader } from './logged-model-header.ts'

/** Logged models of experiments. Newcomers come first in the server's order, so a page may repeat some: these are dropped. */
export async function* listLoggedModels(
  { ids, scopes }: Query,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<LoggedModelHeader[]> {
  const { loggedModels } = context.client
  if (ids) {
    for (const modelId of ids) {
      const model = await loggedModels.get({ modelId, signal }).catch(ifMissing)
      if (model) yield [await withNaN(loggedModelHeader(model), context, signal)]
    }
    return
  }
  if (!scopes) return
  const seen = new Set<string>()
  const experimentIds = scopes.map(({ id }) => id)
  for await (const { models = [] } of loggedModels.searchPages({ experimentIds, signal })) {
    const fresh = models.filter(({ info }) => !seen.has(info.model_id))
    const headers: LoggedModelHeader[] = []
    for (const model of fresh) {
      seen.add(model.info.model_id)
      headers.push(await withNaN(loggedModelHeader(model), context, signal))
    }
    yield headers
  }
}

/** The model's own table keeps a NaN as 0: where the run has a NaN at that key, time and step and no 0, it is a NaN. */
async function withNaN(
  header: LoggedModelHeader,
  context: ServerContext,
  signal: AbortSignal,
): Promise<LoggedModelHeader> {
  const { fields, links } = header
  if (!fields.metrics.some(({ value }) => value === 0)) return header
  const metrics: (typeof fields.metrics)[number][] = []
  for (const metric of fields.metrics) {
    const lost = metric.value === 0 && (await runHasNaN(metric, context, signal))
    metrics.push(lost ? { ...metric, value: Number.NaN } : metric)
  }
  const exact = { ...fields, metrics }
  return { ...header, fields: exact, fingerprint: loggedModelFingerprint(exact, links) }
}

async function runHasNaN(
  { runId, key, timestamp, step }: LoggedModelHeader['fields']['metrics'][number],
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<boolean> {
  let found = false
  for await (const points of client.metrics.history({ runId, key, signal })) {
    for (const point of points) {
      if (point.timestamp !== timestamp || point.step !== step) continue
      if (point.value === 0) return false
      found ||= Number.isNaN(point.value)
    }
  }
  return found
}
