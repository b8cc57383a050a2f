import type { EvaluationDatasetFields } from '../objects/evaluation-dataset.ts'
import { evaluationDatasetFingerprint } from '../objects/evaluation-dataset.ts'
import { type ExperimentFields, experimentFingerprint } from '../objects/experiment.ts'
import { type IssueFields, issueFingerprint } from '../objects/issue.ts'
import { type LabelSchemaFields, labelSchemaFingerprint } from '../objects/label-schema.ts'
import { type LoggedModelFields, loggedModelFingerprint } from '../objects/logged-model.ts'
import { type ModelVersionFields, modelVersionFingerprint } from '../objects/model-version.ts'
import { type PromptFields, promptFingerprint } from '../objects/prompt.ts'
import { type PromptVersionFields, promptVersionFingerprint } from '../objects/prompt-version.ts'
import type { Link } from '../objects/ref.ts'
import { type RegisteredModelFields, registeredModelFingerprint } from '../objects/registered-model.ts'
import { type ReviewQueueFields, reviewQueueFingerprint } from '../objects/review-queue.ts'
import { type RunFields, runFingerprint } from '../objects/run.ts'
import { type ScorerFields, scorerFingerprint } from '../objects/scorer.ts'
import { type TraceFields, traceFingerprint } from '../objects/trace.ts'

interface MemoryKind {
  /** Of an object of which nothing is said; with a creation time where MLflow tells one. */
  readonly fields: object
  fingerprint(fields: object, links: readonly Link[]): string
  /** Ids are names or numbers in turn: by creation times two servers are told apart. */
  readonly named?: true
  /** A listing of copies leaves out what has no mark. */
  readonly marksOnly?: true
  /** Links that are told when it is made, or never. */
  readonly fixedLinks?: readonly string[]
  /** What it names stays, and more is added. */
  readonly linksGrow?: true
}

const model = { name: '', description: '', tags: new Map<string, string>(), extra: {} }
const version = { ...model, version: 0, aliases: [], userId: '', creationTime: 0, lastUpdateTime: null }

/** The kinds that a memory server holds. */
export const memoryKinds: Readonly<Record<string, MemoryKind>> = {
  experiment: {
    fields: {
      name: '',
      lifecycle: 'active',
      tags: new Map(),
      artifactLocation: '',
      creationTime: 0,
      lastUpdateTime: null,
      extra: {},
    },
    fingerprint: (fields) => experimentFingerprint(fields as ExperimentFields),
    named: true,
  },
  run: {
    fields: {
      ...{
        name: '',
        status: 'FINISHED',
        startTime: 1,
        endTime: 2,
        userId: 'ann',
        lifecycle: 'active',
        artifactUri: '',
      },
      ...{ params: new Map(), tags: new Map(), latestMetrics: new Map(), datasetInputs: [], extra: {} },
    },
    fingerprint: (fields, links) => runFingerprint(fields as RunFields, links),
    marksOnly: true,
  },
  loggedModel: {
    fields: {
      ...{
        name: '',
        modelType: '',
        status: 'READY',
        statusMessage: '',
        artifactUri: '',
        creationTime: 0,
        lastUpdateTime: null,
      },
      ...{ params: new Map(), tags: new Map(), metrics: [], extra: {} },
    },
    fingerprint: (fields, links) => loggedModelFingerprint(fields as LoggedModelFields, links),
    marksOnly: true,
    fixedLinks: ['sourceRun'],
  },
  registeredModel: {
    fields: { ...model, creationTime: 0, lastUpdateTime: null },
    fingerprint: (fields) => registeredModelFingerprint(fields as RegisteredModelFields),
    named: true,
  },
  modelVersion: {
    fields: { ...version, stage: 'None', source: '', artifactUri: '', runLink: '', status: 'READY' },
    fingerprint: (fields, links) => modelVersionFingerprint(fields as ModelVersionFields, links),
    named: true,
    fixedLinks: ['run', 'model', 'files'],
  },
  prompt: {
    fields: { ...model, creationTime: 0, lastUpdateTime: null },
    fingerprint: (fields, links) => promptFingerprint(fields as PromptFields, links),
    named: true,
    linksGrow: true,
  },
  promptVersion: {
    fields: version,
    fingerprint: (fields, links) => promptVersionFingerprint(fields as PromptVersionFields, links),
    named: true,
  },
  evaluationDataset: {
    fields: {
      ...{ name: '', tags: new Map(), schema: null, profile: null, digest: '', createdBy: '', lastUpdatedBy: '' },
      ...{ creationTime: 0, lastUpdateTime: null, extra: {} },
    },
    fingerprint: (fields, links) => evaluationDatasetFingerprint(fields as EvaluationDatasetFields, links),
    linksGrow: true,
  },
  issue: {
    fields: {
      ...{ name: '', description: '', status: 'pending', severity: '', rootCauses: [], categories: [], createdBy: '' },
      ...{ creationTime: 0, lastUpdateTime: null, extra: {} },
    },
    fingerprint: (fields, links) => issueFingerprint(fields as IssueFields, links),
    fixedLinks: ['sourceRun'],
  },
  trace: {
    fields: {
      ...{ requestTime: 1, duration: 1, state: 'OK', requestPreview: null, responsePreview: null },
      ...{ clientRequestId: null, metadata: new Map(), tags: new Map(), assessments: [], artifactUri: '' },
      ...{ spansLocation: '', extra: {} },
    },
    fingerprint: (fields, links) => traceFingerprint(fields as TraceFields, links),
  },
  scorer: {
    fields: { name: '', versions: [{ version: 1, serialized: '{}', creationTime: 1 }], onlineConfig: null, extra: {} },
    fingerprint: (fields) => scorerFingerprint(fields as ScorerFields),
  },
  labelSchema: {
    fields: {
      ...{ name: '', type: 'FEEDBACK', instruction: '', enableComment: false, input: {} },
      ...{ creationTime: 0, lastUpdateTime: null, extra: {} },
    },
    fingerprint: (fields) => labelSchemaFingerprint(fields as LabelSchemaFields),
  },
  reviewQueue: {
    fields: {
      ...{ name: '', type: 'CUSTOM', users: [], createdBy: '', asksDefault: false, items: [] },
      ...{ completionTimes: new Map(), creationTime: 0, lastUpdateTime: null, extra: {} },
    },
    fingerprint: (fields, links) => reviewQueueFingerprint(fields as ReviewQueueFields, links),
  },
}

/** Of each, what holds it. */
export const memoryScopes: Readonly<Record<string, string>> = {
  run: 'experiment',
  loggedModel: 'experiment',
  trace: 'experiment',
  issue: 'experiment',
  scorer: 'experiment',
  labelSchema: 'experiment',
  reviewQueue: 'experiment',
  modelVersion: 'registeredModel',
  promptVersion: 'prompt',
}
