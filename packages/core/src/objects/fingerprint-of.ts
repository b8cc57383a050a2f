import { InternalError } from '../errors/mlferry-error.ts'
import { type EvaluationDatasetFields, evaluationDatasetFingerprint } from './evaluation-dataset.ts'
import { type ExperimentFields, experimentFingerprint } from './experiment.ts'
import type { Header } from './header.ts'
import { type IssueFields, issueFingerprint } from './issue.ts'
import { type LabelSchemaFields, labelSchemaFingerprint } from './label-schema.ts'
import { type LoggedModelFields, loggedModelFingerprint } from './logged-model.ts'
import { type ModelVersionFields, modelVersionFingerprint } from './model-version.ts'
import { type PromptFields, promptFingerprint } from './prompt.ts'
import { type PromptVersionFields, promptVersionFingerprint } from './prompt-version.ts'
import type { Link } from './ref.ts'
import { type RegisteredModelFields, registeredModelFingerprint } from './registered-model.ts'
import { type ReviewQueueFields, reviewQueueFingerprint } from './review-queue.ts'
import { type RunFields, runFingerprint } from './run.ts'
import { type ScorerFields, scorerFingerprint } from './scorer.ts'
import { type TraceFields, traceFingerprint } from './trace.ts'
import { type WebhookFields, webhookFingerprint } from './webhook.ts'
import { type WorkspaceFields, workspaceFingerprint } from './workspace.ts'

/** The fingerprint of an object with these fields and links, by the rules of its kind. */
export function fingerprintOf({ ref: { kind }, fields, links }: Pick<Header, 'ref' | 'fields' | 'links'>): string {
  const print = hasFingerprint(kind) ? fingerprints[kind] : undefined
  if (!print) throw new InternalError(`No fingerprint of kind ${kind} is known.`)
  return print(fields, links)
}

/** False for a kind that this release does not know. */
export function hasFingerprint(kind: string): boolean {
  return Object.hasOwn(fingerprints, kind)
}

const fingerprints: Readonly<Record<string, (fields: object, links: readonly Link[]) => string>> = {
  workspace: (fields) => workspaceFingerprint(fields as WorkspaceFields),
  experiment: (fields) => experimentFingerprint(fields as ExperimentFields),
  run: (fields, links) => runFingerprint(fields as RunFields, links),
  loggedModel: (fields, links) => loggedModelFingerprint(fields as LoggedModelFields, links),
  registeredModel: (fields) => registeredModelFingerprint(fields as RegisteredModelFields),
  modelVersion: (fields, links) => modelVersionFingerprint(fields as ModelVersionFields, links),
  prompt: (fields, links) => promptFingerprint(fields as PromptFields, links),
  promptVersion: (fields, links) => promptVersionFingerprint(fields as PromptVersionFields, links),
  evaluationDataset: (fields, links) => evaluationDatasetFingerprint(fields as EvaluationDatasetFields, links),
  issue: (fields, links) => issueFingerprint(fields as IssueFields, links),
  trace: (fields, links) => traceFingerprint(fields as TraceFields, links),
  scorer: (fields) => scorerFingerprint(fields as ScorerFields),
  labelSchema: (fields) => labelSchemaFingerprint(fields as LabelSchemaFields),
  reviewQueue: (fields, links) => reviewQueueFingerprint(fields as ReviewQueueFields, links),
  webhook: (fields) => webhookFingerprint(fields as WebhookFields),
}
