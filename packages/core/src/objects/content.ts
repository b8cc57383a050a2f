import { type EvaluationDatasetFields, evaluationDatasetFingerprint } from './evaluation-dataset.ts'
import { type ExperimentFields, experimentFingerprint } from './experiment.ts'
import type { Header } from './header.ts'
import { type IssueFields, issueFingerprint } from './issue.ts'
import { type LabelSchemaFields, labelSchemaFingerprint } from './label-schema.ts'
import { type LoggedModelFields, loggedModelFingerprint } from './logged-model.ts'
import { type ModelVersionFields, modelVersionFingerprint } from './model-version.ts'
import { type PromptFields, promptFingerprint } from './prompt.ts'
import { type PromptVersionFields, promptVersionFingerprint } from './prompt-version.ts'
import { type RegisteredModelFields, registeredModelFingerprint } from './registered-model.ts'
import { type ReviewQueueFields, reviewQueueFingerprint } from './review-queue.ts'
import { type MetricPoint, type RunFields, runFingerprint } from './run.ts'
import { isViewTag } from './saved-views.ts'
import { type ScorerFields, scorerFingerprint } from './scorer.ts'
import { type TraceFields, traceFingerprint } from './trace.ts'
import { type WebhookFields, webhookFingerprint } from './webhook.ts'
import { type WorkspaceFields, workspaceFingerprint } from './workspace.ts'

/** Tags of runs that hold ids of their own server. */
const tagsWithIds: readonly string[] = ['mlflow.log-model.history']

/**
 * A fingerprint without links, and without ids and addresses of the store: equal for an object and its copies, on whatever road these
 * came. Unlike `Header.fingerprint` it says nothing of references.
 */
export function contentOf({ ref: { kind }, fields }: Pick<Header, 'ref' | 'fields'>): string | undefined {
  return Object.hasOwn(contents, kind) ? contents[kind]?.(fields) : undefined
}

const contents: Readonly<Record<string, (fields: object) => string>> = {
  experiment: (fields) => {
    const { tags, ...rest } = fields as ExperimentFields
    return experimentFingerprint({ ...rest, tags: without(tags, isViewTag) })
  },
  run: (fields) => {
    const { tags, latestMetrics, ...rest } = fields as RunFields
    const points = new Map([...latestMetrics].map(([key, point]) => [key, asKept(point)]))
    const own = without(tags, (key) => tagsWithIds.includes(key))
    return runFingerprint({ ...rest, tags: own, latestMetrics: points }, [])
  },
  loggedModel: (fields) => {
    const { metrics, ...rest } = fields as LoggedModelFields
    return loggedModelFingerprint({ ...rest, metrics: metrics.map((each) => ({ ...asKept(each), runId: '' })) }, [])
  },
  registeredModel: (fields) => registeredModelFingerprint(fields as RegisteredModelFields),
  modelVersion: (fields) => modelVersionFingerprint({ ...(fields as ModelVersionFields), source: '' }, []),
  prompt: (fields) => promptFingerprint(fields as PromptFields, []),
  promptVersion: (fields) => promptVersionFingerprint(fields as PromptVersionFields, []),
  // Each server computes a digest of its own, and a schema that depends on the order of the records.
  evaluationDataset: (fields) =>
    evaluationDatasetFingerprint({ ...(fields as EvaluationDatasetFields), digest: '', schema: null }, []),
  issue: (fields) => issueFingerprint(fields as IssueFields, []),
  trace: (fields) => traceFingerprint(fields as TraceFields, []),
  scorer: (fields) => scorerFingerprint(fields as ScorerFields),
  labelSchema: (fields) => labelSchemaFingerprint(fields as LabelSchemaFields),
  reviewQueue: (fields) => reviewQueueFingerprint(fields as ReviewQueueFields, []),
  webhook: (fields) => webhookFingerprint(fields as WebhookFields),
  workspace: (fields) => workspaceFingerprint(fields as WorkspaceFields),
}

/** Servers on SQL keep an infinity as the largest number, and zero without its sign. */
function asKept<T extends MetricPoint>(point: T): T {
  return { ...point, value: Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, point.value)) + 0 }
}

function without(tags: ReadonlyMap<string, string>, left: (key: string) => boolean): Map<string, string> {
  return new Map([...tags].filter(([key]) => !left(key)))
}
