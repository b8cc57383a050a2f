import { createHash } from 'node:crypto'
import type { JsonObject } from '@mlferry/exact-json'
import type { Call } from '../http/call.ts'
import type { Shape } from '../wire/shape.ts'
import type { WireTag } from '../wire/wire.ts'
import { traceShape, traceV2Shape } from '../wire/wire-shapes.ts'
import type { WireTrace, WireTraceV2 } from '../wire/wire-trace.ts'
import { api2, type Caller, type CallOptions, fewFaultRetries } from './caller.ts'

const api3 = '/api/3.0/mlflow'

export interface SearchTraces extends CallOptions {
  readonly experimentIds: readonly string[]
  readonly filter?: string
  readonly orderBy?: readonly string[]
  /** Size of the page, 500 by default, which is also the most that servers give. */
  readonly maxResults?: number
  readonly pageToken?: string | undefined
  /** How often it may be sent again; MLFLOW_HTTP_REQUEST_MAX_RETRIES by default. */
  readonly maxRetries?: number | undefined
}

export interface TracePage<Trace> {
  readonly traces?: readonly Trace[]
  readonly next_page_token?: string
}

export interface TraceId extends CallOptions {
  readonly traceId: string
}

/** Traces of MLflow 3. Rejects with HttpError, ConnectionError. */
export interface Traces {
  /** One page of whole trace infos, with their assessments. */
  search(options: SearchTraces): Promise<TracePage<WireTrace>>
  get(options: TraceId): Promise<WireTrace>
  /** With spans, in the JSON of OpenTelemetry. Since 3.10; leaves out traces that are not there, not finished, or whose spans are files. */
  batchGet(options: CallOptions & { readonly traceIds: readonly string[] }): Promise<readonly TraceWithSpans[]>
  /** Without spans. Since 3.10; leaves out those that are not there. */
  batchGetInfos(options: CallOptions & { readonly traceIds: readonly string[] }): Promise<readonly WireTrace[]>
  /** `{"spans": […]}` as the server's own page reads it: from its table or from its files. Not part of the public API. */
  spansOf(options: TraceId): Promise<JsonObject>
  /** Creates it, or updates it: metadata, tags and assessments are added to what is there. Keeps the id since 3.4. */
  start(options: CallOptions & { readonly info: JsonObject }): Promise<WireTrace>
  /** An ExportTraceServiceRequest of OpenTelemetry (see `encodeSpans`). All of its spans arrive, or none. Since 3.4. */
  sendSpans(options: CallOptions & { readonly experimentId: string; readonly bytes: Uint8Array }): Promise<void>
  setTag(options: TraceId & { readonly key: string; readonly value: string }): Promise<void>
  deleteTag(options: TraceId & { readonly key: string }): Promise<void>
  /** Keeps the id that it is given. Makes invalid the one that it overrides. */
  createAssessment(options: TraceId & { readonly assessment: JsonObject }): Promise<void>
  /** Makes valid again what it overrides. */
  deleteAssessment(options: TraceId & { readonly assessmentId: string }): Promise<void>
  /** At most 100 traces at once. */
  linkToRun(options: CallOptions & { readonly runId: string; readonly traceIds: readonly string[] }): Promise<void>
  linkPrompts(
    options: TraceId & { readonly prompts: readonly { readonly name: string; readonly version: string }[] },
  ): Promise<void>
  readonly v2: TracesV2
}

/** The routes of MLflow 2.14 and later; servers of 3.x have them too. */
export interface TracesV2 {
  /** One page. */
  search(options: SearchTraces): Promise<TracePage<WireTraceV2>>
  get(options: TraceId): Promise<WireTraceV2>
  /** Gives a new id each time. */
  start(options: CallOptions & StartTraceV2): Promise<WireTraceV2>
  end(options: TraceId & Omit<StartTraceV2, 'experimentId'> & { readonly status: string }): Promise<WireTraceV2>
  setTag(options: TraceId & { readonly key: string; readonly value: string }): Promise<void>
  deleteTag(options: TraceId & { readonly key: string }): Promise<void>
}

export interface StartTraceV2 {
  readonly experimentId: string
  /** Milliseconds since 1970. */
  readonly timestampMs: number
  readonly metadata: readonly WireTag[]
  readonly tags: readonly WireTag[]
}

export interface TraceWithSpans {
  readonly trace_info: WireTrace
  readonly spans?: readonly JsonObject[]
}

export function createTraces(caller: Caller): Traces {
  const { request } = caller
  const post = <T = void>(path: string, json: object, { signal, answer }: CallOptions & { readonly answer?: Shape }) =>
    request<T>({ method: 'POST', path, json, ...(answer ? { answer } : {}), signal })

  return {
    v2: createTracesV2(caller),
    search({ experimentIds, filter, orderBy, maxResults = 500, pageToken, maxRetries, signal }) {
      const locations = experimentIds.map((experiment_id) => ({
        type: 'MLFLOW_EXPERIMENT',
        mlflow_experiment: { experiment_id },
      }))
      const page = { max_results: maxResults, page_token: pageToken }
      const json = { locations, filter, order_by: orderBy, ...page }
      const answer = { traces: [traceShape] } as const
      return request({ method: 'POST', path: `${api3}/traces/search`, json, answer, ...retries(maxRetries), signal })
    },
    async get({ traceId, signal }) {
      const path = `${api3}/traces/${encodeURIComponent(traceId)}`
      return (await request<Found>({ method: 'GET', path, answer: found, signal })).trace.trace_info
    },
    async batchGet({ traceIds, signal }) {
      const query = { trace_ids: traceIds }
      const path = `${api3}/traces/batchGet`
      const answer = { traces: [{ trace_info: { trace_id: 'text' }, spans: [{}] }] } as const
      return (await request<{ traces?: TraceWithSpans[] }>({ method: 'GET', path, query, answer, signal })).traces ?? []
    },
    async batchGetInfos({ traceIds, signal }) {
      const path = `${api3}/traces/batchGetInfos`
      const answer = { trace_infos: [traceShape] } as const
      return (
        (await post<{ trace_infos?: WireTrace[] }>(path, { trace_ids: traceIds }, { answer, signal })).trace_infos ?? []
      )
    },
    spansOf: ({ traceId, signal }) =>
      request({
        method: 'GET',
        path: '/ajax-api/2.0/mlflow/get-trace-artifact',
        query: { request_id: traceId },
        answer: { spans: [{}] },
        signal,
      }),
    start: async ({ info, signal }) =>
      (await post<Found>(`${api3}/traces`, { trace: { trace_info: info } }, { answer: found, signal })).trace
        .trace_info,
    async sendSpans({ experimentId, bytes, signal }) {
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      await caller.requestText({
        method: 'POST',
        path: '/v1/traces',
        headers: { 'content-type': 'application/x-protobuf', 'x-mlflow-experiment-id': experimentId },
        body: { size: bytes.length, sha256, open: (start) => slice(bytes, start) },
        // A span that is there already is replaced.
        repeatable: true,
        signal,
      })
    },
    createAssessment: ({ traceId, assessment, signal }) =>
      post(`${api3}/traces/${encodeURIComponent(traceId)}/assessments`, { assessment }, { signal }),
    async deleteAssessment({ traceId, assessmentId, signal }) {
      const path = `${api3}/traces/${encodeURIComponent(traceId)}/assessments/${encodeURIComponent(assessmentId)}`
      await request({ method: 'DELETE', path, signal })
    },
    ...tagCalls(caller, api3),
    linkToRun: ({ runId, traceIds, signal }) =>
      post(`${api2}/traces/link-to-run`, { run_id: runId, trace_ids: traceIds }, { signal }),
    linkPrompts: ({ traceId, prompts, signal }) =>
      post(`${api2}/traces/link-prompts`, { trace_id: traceId, prompt_versions: prompts }, { signal }),
  }
}

function createTracesV2(caller: Caller): TracesV2 {
  const { request } = caller
  const base = `${api2}/traces`
  const at = (traceId: string) => `${base}/${encodeURIComponent(traceId)}`
  return {
    search({ experimentIds, filter, orderBy, maxResults = 500, pageToken, maxRetries, signal }) {
      const page = { max_results: maxResults, page_token: pageToken }
      const query = { experiment_ids: experimentIds, filter, order_by: orderBy, ...page }
      const answer = { traces: [traceV2Shape] } as const
      return request({ method: 'GET', path: base, query, answer, ...retries(maxRetries), signal })
    },
    async get({ traceId, signal }) {
      const call = { method: 'GET', path: `${at(traceId)}/info`, answer: foundV2, signal } as const
      return (await request<FoundV2>(call)).trace_info
    },
    async start({ experimentId, timestampMs, metadata, tags, signal }) {
      const json = { experiment_id: experimentId, timestamp_ms: timestampMs, request_metadata: metadata, tags }
      // Each call makes another trace.
      const call = { method: 'POST', path: base, json, answer: foundV2, repeatable: false, signal } as const
      return (await request<FoundV2>(call)).trace_info
    },
    async end({ traceId, timestampMs, status, metadata, tags, signal }) {
      const json = { timestamp_ms: timestampMs, status, request_metadata: metadata, tags }
      return (await request<FoundV2>({ method: 'PATCH', path: at(traceId), json, answer: foundV2, signal })).trace_info
    },
    ...tagCalls(caller, api2),
  }
}

function tagCalls({ request }: Caller, api: string): Pick<TracesV2, 'setTag' | 'deleteTag'> {
  const at = (traceId: string) => `${api}/traces/${encodeURIComponent(traceId)}/tags`
  return {
    setTag: ({ traceId, key, value, signal }) =>
      request<void>({ method: 'PATCH', path: at(traceId), json: { key, value }, signal }),
    deleteTag: ({ traceId, key, signal }) =>
      request<void>({ method: 'DELETE', path: at(traceId), json: { key }, signal }),
  }
}

async function* slice(bytes: Uint8Array, start: number): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(start)
}

const found = { trace: { trace_info: traceShape } } as const
const foundV2 = { trace_info: traceV2Shape } as const

function retries(maxRetries: number | undefined): Pick<Call, 'maxRetries' | 'faultRetries'> {
  return maxRetries === undefined ? fewFaultRetries : { ...fewFaultRetries, maxRetries }
}

interface Found {
  readonly trace: { readonly trace_info: WireTrace }
}

interface FoundV2 {
  readonly trace_info: WireTraceV2
}
