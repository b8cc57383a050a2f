import type { WireTrace } from '@mlferry/client'
import { type JsonObject, type Link, type TraceFields, type TraceHeader, traceFingerprint } from '@mlferry/core'
import { originOf } from '../server/provenance.ts'
import { ownTags } from '../server/tag-map.ts'
import { readAssessment } from './assessment.ts'
import { metadataLinks, promptsTag, readMetadataLinks, readPromptLinks } from './trace-links.ts'
import { toDuration, toMilliseconds } from './wire-time.ts'

/** Tags that a server writes by itself and only it can mean. */
export const serverTags = ['mlflow.artifactLocation', 'mlflow.trace.spansLocation', 'mlflow.trace.archiveLocation']
const [artifactTag = '', spansTag = ''] = serverTags
/** Written by the server when the trace is complete. */
const finalizedKey = 'mlflow.trace.infoFinalized'

/** A trace as a server of MLflow 3 lists it, in core names. `runs` are those that it was linked to later. */
export function traceHeader(wire: WireTrace, runs: readonly string[] = []): TraceHeader {
  const tags = new Map(Object.entries(wire.tags ?? {}))
  const metadata = new Map(Object.entries(wire.trace_metadata ?? {}))
  const assessments = (wire.assessments ?? []).map(readAssessment)
  const links: Link[] = [
    ...readMetadataLinks(metadata),
    ...runs.map((id) => ({ field: 'runs', to: { kind: 'run', id } })),
    ...readPromptLinks(tags.get(promptsTag)),
    ...assessments.flatMap((each) => each.links),
  ]
  const fields: TraceFields = {
    requestTime: toMilliseconds(wire.request_time) ?? 0,
    duration: toDuration(wire.execution_duration),
    state: wire.state ?? 'STATE_UNSPECIFIED',
    requestPreview: wire.request_preview ?? null,
    responsePreview: wire.response_preview ?? null,
    clientRequestId: wire.client_request_id ?? null,
    metadata: without(metadata, [finalizedKey, ...Object.values(metadataLinks).map(({ key }) => key)]),
    tags: ownTags(tags, [...serverTags, promptsTag]),
    assessments: assessments.map(({ assessment }) => assessment),
    artifactUri: tags.get(artifactTag) ?? '',
    spansLocation: tags.get(spansTag) ?? '',
    extra: {},
  }
  return {
    ref: { kind: 'trace', id: wire.trace_id },
    scope: { kind: 'experiment', id: experimentOf(wire) },
    fields,
    links,
    fingerprint: traceFingerprint(fields, links),
    ...originOf(tags),
  }
}

export function experimentOf({ trace_location }: WireTrace): string {
  const { mlflow_experiment } = (trace_location ?? {}) as { readonly mlflow_experiment?: JsonObject }
  return String(mlflow_experiment?.experiment_id ?? '')
}

export function artifactUriOf({ tags }: WireTrace): string {
  return tags?.[artifactTag] ?? ''
}

function without(map: ReadonlyMap<string, string>, keys: readonly string[]): Map<string, string> {
  return new Map([...map].filter(([key]) => !keys.includes(key)))
}
