import {
  type EvaluationDatasetFields,
  evaluationDatasetFingerprint,
  evaluationRecord,
  type Header,
  type IssueFields,
  issueFingerprint,
  type LabelSchemaFields,
  type Link,
  labelSchemaFingerprint,
  type Part,
  type ReviewQueueFields,
  readTraceSpan,
  reviewQueueFingerprint,
  type ScorerFields,
  scorerFingerprint,
  type TargetJob,
  type TraceFields,
  traceFingerprint,
  type WebhookFields,
  type WorkspaceFields,
  webhookFingerprint,
  workspaceFingerprint,
} from '@mlferry/core'
import { chunk, experiment, run, startExport } from './sample-export.ts'
import { loggedModel, modelVersion, registeredModel } from './sample-models.ts'
import { prompt, promptVersion } from './sample-prompts.ts'
import { fill, noContext, type ObjectToWrite, signal } from './write-objects.ts'

interface Sample extends ObjectToWrite {
  readonly rows?: Extract<Part, { type: 'rows' }>
}

const times = { creationTime: 1_700_000_000_000, lastUpdateTime: null }
const scope = { kind: 'experiment', id: '1' }

const trace: TraceFields = {
  requestTime: 1_700_000_000_000,
  duration: 5,
  state: 'OK',
  requestPreview: '{"a": 1}',
  responsePreview: null,
  clientRequestId: null,
  metadata: new Map([['k', 'v']]),
  tags: new Map([['t', 'v']]),
  assessments: [],
  artifactUri: 'mlflow-artifacts:/1/traces/tr-1/artifacts',
  spansLocation: 'ARTIFACT_REPO',
  extra: {},
}
const span = readTraceSpan({
  trace_id: 'AAAAAAAAAAAAAAAAAAAAAQ==',
  span_id: 'AAAAAAAAAAE=',
  parent_span_id: null,
  name: 'root',
  start_time_unix_nano: 1_700_000_000_000_000_000n,
  end_time_unix_nano: 1_700_000_000_000_000_009n,
  status: { code: 'STATUS_CODE_OK', message: '' },
  attributes: { 'mlflow.traceRequestId': '"tr-1"' },
})
const dataset: EvaluationDatasetFields = {
  ...{ name: 'eval', tags: new Map([['t', 'v']]), schema: null, profile: null, digest: 'd' },
  ...{ createdBy: 'ann', lastUpdatedBy: 'ann', ...times, extra: {} },
}
const record = evaluationRecord('{"inputs": {"q": 1.0}, "expectations": {"a": "b"}, "dataset_record_id": "dr-1"}')
const scorer: ScorerFields = {
  name: 'judge',
  versions: [{ version: 1, serialized: '{"name": "judge"}', creationTime: 1 }],
  ...{ onlineConfig: null, extra: {} },
}
const issue: IssueFields = {
  ...{ name: 'slow', description: '', status: 'open', severity: '', rootCauses: [], categories: [] },
  ...{ createdBy: 'ann', ...times, extra: {} },
}
const labelSchema: LabelSchemaFields = {
  ...{ name: 'quality', type: 'FEEDBACK', instruction: '', enableComment: true, input: { text: {} } },
  ...{ ...times, extra: {} },
}
const reviewQueue: ReviewQueueFields = {
  ...{ name: 'queue', type: 'CUSTOM', users: ['a'], createdBy: 'Ann', asksDefault: true },
  ...{ items: [], completionTimes: new Map(), ...times, extra: {} },
}
const webhook: WebhookFields = {
  ...{ name: 'hook', description: '', url: 'https://example.com/', events: ['prompt.created'], status: 'ACTIVE' },
  ...{ ...times, extra: {} },
}
const workspace: WorkspaceFields = {
  ...{ name: 'team', description: '', artifactRoot: '', traceArchival: { retention: '30d' }, extra: {} },
}
const parent: Link = { field: 'parent', to: { kind: 'run', id: 'r1' } }
const files = { 'a.txt': 'hello', 'deep/b.txt': 'b' }
const points = chunk('loss', [
  [1, 2n, 3n],
  [Number.NaN, 3n, 2n ** 60n],
])

/** At least one object of every kind, two of most, with content. */
export const everyKind: readonly Sample[] = [
  ...[experiment('1'), experiment('2')],
  run('r1', { chunks: [points], files, fields: { params: new Map([['p', '1']]), tags: new Map([['t', 'v']]) } }),
  run('r2', { links: [parent], files }),
  run('r3', { in: '2' }),
  ...[loggedModel('m-1', { files: { MLmodel: 'a' } }), loggedModel('m-2', { in: '2' })],
  ...[registeredModel('a'), modelVersion('a', 1, { files }), modelVersion('a', 2), registeredModel('b')],
  ...[prompt('p'), promptVersion('p', 1), promptVersion('p', 2), prompt('q'), promptVersion('q', 1)],
  {
    ...object('evaluationDataset', 'd-1', dataset, evaluationDatasetFingerprint(dataset, [])),
    rows: { type: 'rows', of: { kind: 'evaluationDataset', id: 'd-1' }, name: 'records', rows: [record] },
  },
  object('issue', 'iss-1', issue, issueFingerprint(issue, []), scope),
  object('scorer', 'sc-1', scorer, scorerFingerprint(scorer), scope),
  object('labelSchema', 'ls-1', labelSchema, labelSchemaFingerprint(labelSchema), scope),
  object('reviewQueue', 'rq-1', reviewQueue, reviewQueueFingerprint(reviewQueue, []), scope),
  {
    ...object('trace', 'tr-1', trace, traceFingerprint(trace, []), scope),
    rows: { type: 'rows', of: { kind: 'trace', id: 'tr-1' }, name: 'spans', rows: [span] },
  },
  object('trace', 'tr-2', { ...trace, requestTime: 2 }, 'f', scope),
  object('webhook', 'w-1', webhook, webhookFingerprint(webhook)),
  object('workspace', 'team', workspace, workspaceFingerprint(workspace)),
]

/** `run r1` and so on, in order. */
export const everyKindNames = everyKind.map(({ header: { ref } }) => `${ref.kind} ${ref.id}`).sort()

/** Writes a whole export of everything. */
export async function writeEveryKind(dir: string): Promise<void> {
  const target: TargetJob = await startExport(dir)
  for (const { rows, ...each } of everyKind) {
    await using writer = await target.open(each.header, noContext, signal)
    if (rows) await writer.write(rows)
    await fill(writer, each)
    await writer.link([], each.header.links)
    await writer.seal(each.header.fingerprint)
  }
  await target.complete(signal)
}

function object(kind: string, id: string, fields: object, fingerprint: string, scope?: Header['scope']): Sample {
  return {
    header: { ref: { kind, id }, ...(scope ? { scope } : {}), fields, links: [], fingerprint },
    chunks: [],
    files: {},
  }
}
