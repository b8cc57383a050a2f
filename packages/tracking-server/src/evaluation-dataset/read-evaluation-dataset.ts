import {
  asMlferryError,
  type EvaluationDatasetHeader,
  evaluationRecord,
  type Header,
  isAbort,
  isFatal,
  type Part,
  type Query,
  type Ref,
} from '@mlferry/core'
import { splitArray } from '@mlferry/exact-json'
import type { ServerContext } from '../server/server-context.ts'
import { evaluationDatasetHeader } from './evaluation-dataset-header.ts'
import { takeOutputsFromTags } from './outputs-in-tags.ts'

/** All datasets, whatever experiments they belong to, or none. */
export async function* listEvaluationDatasets(
  { ids }: Query,
  { client }: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<EvaluationDatasetHeader[]> {
  const { evaluationDatasets } = client
  const seen = new Set<string>()
  for await (const { datasets = [] } of evaluationDatasets.searchPages({ signal })) {
    const headers: EvaluationDatasetHeader[] = []
    for (const wire of datasets) {
      const { dataset_id: datasetId } = wire
      // A dataset that was deleted meanwhile shifts pages.
      if (seen.has(datasetId) || (ids && !ids.includes(datasetId))) continue
      seen.add(datasetId)
      headers.push(evaluationDatasetHeader(wire, await evaluationDatasets.experimentIds({ datasetId, signal })))
    }
    yield headers
  }
}

export async function* readEvaluationDatasets(
  batch: readonly Header[],
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Part> {
  for (const { ref } of batch) {
    try {
      yield* readRecords(ref, context, signal)
      yield { type: 'end', of: ref }
    } catch (error) {
      if (isAbort(error) || isFatal(error)) throw error
      yield { type: 'failed', of: ref, error: asMlferryError(error, 'ERR_READ_FAILED', 'Its records') }
    }
  }
}

/** A page is held in memory: one of large records is followed by a smaller one. */
const wantedPageLength = 2 ** 21
const mostRecords = 1000

async function* readRecords(of: Ref, { client }: ServerContext, signal: AbortSignal): AsyncGenerator<Part> {
  let pageToken: string | undefined
  let maxResults = 50
  do {
    const options = { datasetId: of.id, maxResults, pageToken, signal }
    const { records = '[]', next_page_token } = await client.evaluationDatasets.records(options)
    const rows = splitArray(records).map(evaluationRecord).map(takeOutputsFromTags)
    if (rows.length > 0) yield { type: 'rows', of, name: 'records', rows }
    const fitting = Math.floor((maxResults * wantedPageLength) / Math.max(records.length, 1))
    maxResults = Math.min(mostRecords, Math.max(1, Math.min(fitting, maxResults * 4)))
    pageToken = next_page_token || undefined
  } while (pageToken !== undefined)
}
