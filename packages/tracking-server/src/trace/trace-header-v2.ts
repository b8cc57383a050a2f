import type { WireTraceV2 } from '@mlferry/client'
import {
  originOf,
  ownTags,
  type TraceFields,
  type TraceHeader,
  traceFingerprint,
  withoutTraceLinks,
} from '@mlferry/core'
import { tagMap } from '../server/tag-map.ts'
import { artifactTag, spansTag } from './trace-header.ts'

/** A trace as servers from 2.14 up to 3.1 list it, in core names, which are those of MLflow 3. */
export function traceHeaderV2(wire: WireTraceV2): TraceHeader {
  const tags = tagMap(wire.tags)
  const { execution_time_ms: duration } = wire
  const said: TraceFields = {
    requestTime: Number(wire.timestamp_ms ?? 0),
    // Of a trace that goes on, which has none, servers say 0.
    duration: wire.status === 'IN_PROGRESS' && !duration ? null : Number(duration ?? 0),
    state: wire.status?.replace('TRACE_STATUS_', 'STATE_') ?? 'STATE_UNSPECIFIED',
    requestPreview: null,
    responsePreview: null,
    clientRequestId: null,
    metadata: tagMap(wire.request_metadata),
    tags: ownTags(tags),
    assessments: [],
    artifactUri: tags.get(artifactTag) ?? '',
    spansLocation: tags.get(spansTag) ?? '',
    extra: {},
  }
  const { fields, links } = withoutTraceLinks(said)
  return {
    ref: { kind: 'trace', id: wire.request_id },
    scope: { kind: 'experiment', id: wire.experiment_id },
    fields,
    links,
    fingerprint: traceFingerprint(fields, links),
    ...originOf(tags),
  }
}
