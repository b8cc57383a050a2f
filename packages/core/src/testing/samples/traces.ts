import type { Assessment, TraceFields } from '../../objects/trace.ts'
import { readTraceSpan, spanRows } from '../../objects/trace-span.ts'
import type { SampleObject } from '../sample-objects.ts'
import { linkTo, sampleIds, sampleOf } from './sample-of.ts'

const { experiment, parent, child, loggedModel, promptVersion, issue, trace, openTrace } = sampleIds

const said = {
  ...{ createTime: 1_700_000_000_123, lastUpdateTime: 1_700_000_000_456, rationale: null, spanId: null },
  ...{ overrides: null, valid: true, metadata: new Map() },
}

const assessments: readonly Assessment[] = [
  {
    ...said,
    ...{ id: `a-${'1'.repeat(32)}`, name: 'quality', source: { type: 'LLM_JUDGE', id: '' }, rationale: 'größe\n値' },
    ...{ value: { kind: 'feedback', value: { score: 0.30000000000000004, tags: ['é'] }, error: null } },
    ...{ spanId: '0000000000000001', metadata: new Map([['k', 'v é']]) },
  },
  {
    ...said,
    ...{ id: `a-${'2'.repeat(32)}`, name: 'answer', source: { type: 'HUMAN', id: 'ann' } },
    ...{ value: { kind: 'expectation', text: '{"n":1.0,"list":["値",null]}' } },
  },
  {
    ...said,
    ...{ id: `a-${'3'.repeat(32)}`, name: '', source: { type: 'CODE', id: 'check é' } },
    ...{ value: { kind: 'issue', name: 'slow 値' } },
  },
]

const fields: TraceFields = {
  ...{ requestTime: 1_700_000_000_123, duration: 456, state: 'OK', requestPreview: '{"q": "größe 値"}' },
  ...{ responsePreview: 'é', clientRequestId: 'client/1', artifactUri: '', spansLocation: '', extra: {} },
  metadata: new Map([
    ['mlflow.trace_schema.version', '3'],
    ['user', 'ann é'],
  ]),
  tags: new Map([
    ['mlflow.traceName', 'answer 値'],
    ['team', 'fraud é'],
  ]),
  assessments,
}

const traceId = Buffer.from('5'.repeat(32), 'hex').toString('base64')
const rows = [
  readTraceSpan({
    ...{ trace_id: traceId, span_id: 'AAAAAAAAAAE=', parent_span_id: null, name: 'root é' },
    ...{ start_time_unix_nano: 1_700_000_000_123_000_001n, end_time_unix_nano: 1_700_000_000_579_000_009n },
    ...{ status: { code: 'STATUS_CODE_OK', message: '' } },
    attributes: {
      'mlflow.traceRequestId': JSON.stringify(trace.id),
      'mlflow.spanInputs': '{"q":"größe 値","n":1.0}',
      'mlflow.spanType': '"CHAIN"',
    },
    events: [{ name: 'retry é', time_unix_nano: 1_700_000_000_200_000_003n, attributes: { n: 1 } }],
  }),
  readTraceSpan({
    ...{ trace_id: traceId, span_id: 'AAAAAAAAAAI=', parent_span_id: 'AAAAAAAAAAE=', name: 'child' },
    ...{ start_time_unix_nano: 1_700_000_000_124_000_001n, end_time_unix_nano: 1_700_000_000_125_000_009n },
    ...{ status: { code: 'STATUS_CODE_ERROR', message: 'no é' } },
    attributes: { 'mlflow.traceRequestId': JSON.stringify(trace.id) },
  }),
]

/** A trace with spans, assessments and all of its links, and one that has only begun. */
export function sampleTraces(): readonly SampleObject[] {
  return [
    sampleOf({
      ref: trace,
      scope: experiment,
      fields,
      links: [
        linkTo('sourceRun', child),
        linkTo('model', loggedModel),
        linkTo('prompts', promptVersion),
        linkTo('runs', parent),
        linkTo('assessmentSources', child, { assessment: `a-${'1'.repeat(32)}` }),
        linkTo('assessmentRuns', child, { assessment: `a-${'2'.repeat(32)}` }),
        linkTo('issues', issue, { assessment: `a-${'3'.repeat(32)}` }),
      ],
      rows: { name: spanRows, rows },
    }),
    sampleOf<TraceFields>({
      ref: openTrace,
      scope: experiment,
      fields: {
        ...fields,
        ...{ requestTime: 1_700_000_000_999, duration: null, state: 'IN_PROGRESS', responsePreview: null },
        ...{ clientRequestId: null, assessments: [], tags: new Map([['mlflow.traceName', 'begun']]) },
      },
    }),
  ]
}
