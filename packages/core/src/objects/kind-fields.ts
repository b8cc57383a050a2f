import type { EvaluationDatasetFields } from './evaluation-dataset.ts'
import type { ExperimentFields } from './experiment.ts'
import type { Header } from './header.ts'
import type { IssueFields } from './issue.ts'
import type { LabelSchemaFields } from './label-schema.ts'
import type { LoggedModelFields } from './logged-model.ts'
import type { ModelVersionFields } from './model-version.ts'
import type { PromptFields } from './prompt.ts'
import type { PromptVersionFields } from './prompt-version.ts'
import type { RegisteredModelFields } from './registered-model.ts'
import type { ReviewQueueFields } from './review-queue.ts'
import type { RunFields } from './run.ts'
import type { ScorerFields } from './scorer.ts'
import type { TraceFields } from './trace.ts'
import type { WebhookFields } from './webhook.ts'
import type { WorkspaceFields } from './workspace.ts'

/** The fields of the objects of each kind. */
export interface KindFields {
  readonly workspace: WorkspaceFields
  readonly experiment: ExperimentFields
  readonly run: RunFields
  readonly loggedModel: LoggedModelFields
  readonly registeredModel: RegisteredModelFields
  readonly modelVersion: ModelVersionFields
  readonly prompt: PromptFields
  readonly promptVersion: PromptVersionFields
  readonly evaluationDataset: EvaluationDatasetFields
  readonly issue: IssueFields
  readonly trace: TraceFields
  readonly scorer: ScorerFields
  readonly labelSchema: LabelSchemaFields
  readonly reviewQueue: ReviewQueueFields
  readonly webhook: WebhookFields
}

/** Whether a header is of this kind, and so has its fields. */
export function isOfKind<Kind extends keyof KindFields>(
  header: Header,
  kind: Kind,
): header is Header<KindFields[Kind]> {
  return header.ref.kind === kind
}
