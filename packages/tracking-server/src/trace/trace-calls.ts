import { encodeSpans, isHttpError, isRouteMissing, type OtlpSpan } from '@mlferry/client'
import DataLoader from 'dataloader'
import pMap from 'p-map'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { hasSpansTable } from './spans-table.ts'
import type { RunOfTrace, SpansOfTrace, TraceCalls } from './trace-call.ts'

/** MLflow takes at most 100 traces in one call of link-to-run. */
const mostTraces = 100
/** Long enough for neighbours that finish together. */
const gatherMilliseconds = 5

export function traceCalls(context: ServerContext, signal: AbortSignal): TraceCalls {
  context.memory.traceCalls ??= createTraceCalls(context, signal)
  return context.memory.traceCalls
}

function createTraceCalls(context: ServerContext, signal: AbortSignal): TraceCalls {
  const infos = gathered((ids: readonly string[]) => findInfos(ids, context, signal))
  const spans = gathered((all: readonly SpansOfTrace[]) => sendAll(all, context, signal))
  const links = gathered((all: readonly RunOfTrace[]) => linkAll(all, context, signal))
  return {
    info: (traceId) => infos.load(traceId),
    send: async (each) => (await hasSpansTable(context, signal)) && spans.load(each),
    link: (each) => links.load(each),
  }
}

/** Gathers what is asked for until the request before is answered: neighbours that got their answers together go apart again. */
function gathered<Key, Value>(call: (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>) {
  let underWay: Promise<unknown> = Promise.resolve()
  const keep = (keys: readonly Key[]) => {
    const answers = call(keys)
    underWay = answers.catch(() => {})
    return answers
  }
  return new DataLoader<Key, Value>(keep, {
    cache: false,
    maxBatchSize: mostTraces,
    batchScheduleFn: (run) => void underWay.then(() => setTimeout(run, gatherMilliseconds)),
  })
}

async function findInfos(ids: readonly string[], context: ServerContext, signal: AbortSignal) {
  const {
    client,
    facts: { missing: routes },
  } = context
  if (!routes.has('batch-get-trace-infos')) {
    try {
      const found = await client.traces.batchGetInfos({ traceIds: ids, signal })
      const byId = new Map(found.map((each) => [each.trace_id, each]))
      return ids.map((id) => byId.get(id))
    } catch (error) {
      if (!isRouteMissing(error)) throw error
      routes.add('batch-get-trace-infos')
    }
  }
  return pMap(ids, (traceId) => client.traces.get({ traceId, signal }).catch(ifMissing).catch(asError), {
    concurrency: 8,
  })
}

/** One request for all of an experiment; each trace by itself where that is refused, so that one fails alone. */
async function sendAll(all: readonly SpansOfTrace[], context: ServerContext, signal: AbortSignal) {
  const results = new Map<SpansOfTrace, boolean | Error>()
  const sendOne = async (each: SpansOfTrace) => {
    results.set(each, await sendSpans(each.experimentId, each.spans, context, signal).catch(asError))
  }
  for (const [experimentId, group] of Map.groupBy(all, (each) => each.experimentId)) {
    if (group.length === 1) {
      await Promise.all(group.map(sendOne))
      continue
    }
    const together = await sendSpans(
      experimentId,
      group.flatMap(({ spans }) => spans),
      context,
      signal,
    ).catch(asError)
    if (together === true) for (const each of group) results.set(each, true)
    else await pMap(group, sendOne, { concurrency: 4 })
  }
  return all.map((each) => results.get(each) ?? false)
}

const mostSpansPerRequest = 1000

async function sendSpans(
  experimentId: string,
  spans: readonly OtlpSpan[],
  context: ServerContext,
  signal: AbortSignal,
) {
  const {
    client,
    facts: { missing: routes },
  } = context
  if (routes.has('otlp-traces')) return false
  for (let start = 0; start < spans.length; start += mostSpansPerRequest) {
    const bytes = encodeSpans(spans.slice(start, start + mostSpansPerRequest))
    try {
      await client.traces.sendSpans({ experimentId, bytes, signal })
    } catch (error) {
      if (isRouteMissing(error) || (isHttpError(error) && error.status === 501)) routes.add('otlp-traces')
      // Refused before anything of it is there: kept as a file, as MLflow's own clients do.
      if (start === 0 && isRefused(error)) return false
      throw error
    }
  }
  return true
}

function isRefused(error: unknown): boolean {
  if (!isHttpError(error)) return false
  return (
    error.status === 501 || (error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 403)
  )
}

async function linkAll(all: readonly RunOfTrace[], { client }: ServerContext, signal: AbortSignal) {
  const results = new Map<RunOfTrace, undefined | Error>()
  for (const [runId, links] of Map.groupBy(all, (link) => link.runId)) {
    const link = (some: readonly RunOfTrace[]) =>
      client.traces.linkToRun({ runId, traceIds: some.map(({ traceId }) => traceId), signal })
    try {
      await link(links)
    } catch {
      // One that is refused keeps its neighbours from being linked.
      for (const each of links)
        results.set(each, (await link([each]).catch(linkedAlready).catch(asError)) as undefined | Error)
    }
  }
  return all.map((each) => results.get(each) as undefined)
}

/** Some versions take no link twice. */
function linkedAlready(error: unknown): void {
  if (isHttpError(error) && /unique constraint|duplicate key/i.test(error.message)) return
  throw error
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
