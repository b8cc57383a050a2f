import { InternalError } from '../errors/mlferry-error.ts'
import { evaluationDatasetFingerprint } from './evaluation-dataset.ts'
import { experimentFingerprint } from './experiment.ts'
import type { Header } from './header.ts'
import { issueFingerprint } from './issue.ts'
import type { KindFields } from './kind-fields.ts'
import { labelSchemaFingerprint } from './label-schema.ts'
import { loggedModelFingerprint } from './logged-model.ts'
import { modelVersionFingerprint } from './model-version.ts'
import { promptFingerprint } from './prompt.ts'
import { promptVersionFingerprint } from './prompt-version.ts'
import type { Link } from './ref.ts'
import { registeredModelFingerprint } from './registered-model.ts'
import { reviewQueueFingerprint } from './review-queue.ts'
import { runFingerprint } from './run.ts'
import { scorerFingerprint } from './scorer.ts'
import { traceFingerprint } from './trace.ts'
import { webhookFingerprint } from './webhook.ts'
import { workspaceFingerprint } from './workspace.ts'

/** The fingerprint of an object with these fields and links, by the rules of its kind. */
export function fingerprintOf({ ref: { kind }, fields, links }: Pick<Header, 'ref' | 'fields' | 'links'>): string {
  if (!hasFingerprint(kind)) throw new InternalError(`No fingerprint of kind ${kind} is known.`)
  const print: (fields: never, links: readonly Link[]) => string = fingerprints[kind]
  return print(fields as never, links)
}

/** False for a kind that this release does not know. */
export function hasFingerprint(kind: string): kind is keyof KindFields {
  return Object.hasOwn(fingerprints, kind)
}

type Fingerprints = {
  readonly [Kind in keyof KindFields]: (fields: KindFields[Kind], links: readonly Link[]) => string
}

const fingerprints: Fingerprints = {
  workspace: workspaceFingerprint,
  experiment: experimentFingerprint,
  run: runFingerprint,
  loggedModel: loggedModelFingerprint,
  registeredModel: registeredModelFingerprint,
  modelVersion: modelVersionFingerprint,
  prompt: promptFingerprint,
  promptVersion: promptVersionFingerprint,
  evaluationDataset: evaluationDatasetFingerprint,
  issue: issueFingerprint,
  trace: traceFingerprint,
  scorer: scorerFingerprint,
  labelSchema: labelSchemaFingerprint,
  reviewQueue: reviewQueueFingerprint,
  webhook: webhookFingerprint,
}
