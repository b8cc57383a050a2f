import type { WireTrace } from '@mlferry/client'
import {
  mlflowTags,
  originOf,
  ownTags,
  type TraceFields,
  type TraceHeader,
  traceFingerprint,
  withoutTraceLinks,
} from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { readAssessment } from './assessment.ts'
import { withKeptInTags } from './kept-in-tags.ts'
import { toDuration, toMilliseconds } from './trace-time.ts'

export const artifactTag = mlflowTags.artifactLocation
export const spansTag = mlflowTags.spansLocation

/** A trace as a server of MLflow 3 lists it, in core names, without the runs that it was linked to later. */
export function traceHeader(found: WireTrace): TraceHeader {
  const wire = withKeptInTags(found)
  const tags = new Map(Object.entries(wire.tags ?? {}))
  const said: TraceFields = {
    requestTime: toMilliseconds(wire.request_time) ?? 0,
    duration: toDuration(wire.execution_duration),
    state: wire.state ?? 'STATE_UNSPECIFIED',
    requestPreview: wire.request_preview ?? null,
    responsePreview: wire.response_preview ?? null,
    clientRequestId: wire.client_request_id ?? null,
    metadata: new Map(Object.entries(wire.trace_metadata ?? {})),
    tags: ownTags(tags),
    assessments: (wire.assessments ?? []).map(readAssessment),
    artifactUri: tags.get(artifactTag) ?? '',
    spansLocation: tags.get(spansTag) ?? '',
    extra: {},
  }
  const { fields, links } = withoutTraceLinks(said)
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
