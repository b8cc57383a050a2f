import type { ObjectKind } from '@mlferry/core'
import { evaluationDatasetKind } from './evaluation-dataset/evaluation-dataset-kind.ts'
import { experimentKind } from './experiment/experiment-kind.ts'
import { issueKind } from './issue/issue-kind.ts'
import { labelSchemaKind } from './label-schema/label-schema-kind.ts'
import { loggedModelKind } from './logged-model/logged-model-kind.ts'
import { modelVersionKind } from './model-version/model-version-kind.ts'
import { promptKind } from './prompt/prompt-kind.ts'
import { promptVersionKind } from './prompt-version/prompt-version-kind.ts'
import { registeredModelKind } from './registered-model/registered-model-kind.ts'
import { reviewQueueKind } from './review-queue/review-queue-kind.ts'
import { runKind } from './run/run-kind.ts'
import { scorerKind } from './scorer/scorer-kind.ts'
import { traceKind } from './trace/trace-kind.ts'
import { webhookKind } from './webhook/webhook-kind.ts'
import { workspaceKind } from './workspace/workspace-kind.ts'

/** Every kind that mlferry carries, what holds before what is held. */
export const objectKinds: readonly ObjectKind[] = [
  workspaceKind,
  experimentKind,
  runKind,
  loggedModelKind,
  registeredModelKind,
  modelVersionKind,
  promptKind,
  promptVersionKind,
  evaluationDatasetKind,
  issueKind,
  traceKind,
  scorerKind,
  labelSchemaKind,
  reviewQueueKind,
  webhookKind,
]
