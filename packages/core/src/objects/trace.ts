import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'
import { withLinkParts } from './unlisted-links.ts'

/** A trace without its spans, as MLflow 3 has it. Held by its experiment. Times are milliseconds since 1970. */
export interface TraceFields {
  readonly requestTime: number
  /** Milliseconds; null while it is in progress. */
  readonly duration: number | null
  /** OK, ERROR, IN_PROGRESS, STATE_UNSPECIFIED; unknown ones are kept. */
  readonly state: string
  readonly requestPreview: string | null
  readonly responsePreview: string | null
  readonly clientRequestId: string | null
  /** Without what is a link (`mlflow.sourceRun`, `mlflow.modelId`) and what servers write by themselves. */
  readonly metadata: ReadonlyMap<string, string>
  /** Without `mlferry.*`, links (`mlflow.linkedPrompts`), and what only its server can mean. */
  readonly tags: ReadonlyMap<string, string>
  readonly assessments: readonly Assessment[]
  /** Where its files lie: attachments, and spans that no table holds. Empty when the store does not say. */
  readonly artifactUri: string
  /** TRACKING_STORE, ARTIFACT_REPO or ARCHIVE_REPO, as the store says it; empty when it does not. */
  readonly spansLocation: string
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

/** Somebody's judgement of a trace, or of one of its spans. */
export interface Assessment {
  readonly id: string
  /** Empty for an issue: it is the id, a link. */
  readonly name: string
  /** HUMAN, LLM_JUDGE, CODE; its id is empty where it is a link. */
  readonly source: { readonly type: string; readonly id: string }
  readonly createTime: number | null
  readonly lastUpdateTime: number | null
  readonly value: AssessmentValue
  readonly rationale: string | null
  /** Without what is a link. */
  readonly metadata: ReadonlyMap<string, string>
  /** The span that it is about, 16 hex digits; null: the whole trace. */
  readonly spanId: string | null
  /** Id of the assessment that it replaces. */
  readonly overrides: string | null
  /** False once another one overrides it; null where the store does not say. */
  readonly valid: boolean | null
}

export type AssessmentValue =
  | { readonly kind: 'feedback'; readonly value: JsonValue; readonly error: AssessmentError | null }
  /** JSON text, without spaces; a float shows that it is one (see `attributeText`). */
  | { readonly kind: 'expectation'; readonly text: string }
  /** The id of the issue is a link. */
  | { readonly kind: 'issue'; readonly name: string }

export interface AssessmentError {
  readonly code: string
  readonly message: string | null
  readonly stackTrace: string | null
}

/**
 * Links: `sourceRun` -> run, that made it; `runs` -> run, linked later; `model` -> loggedModel; `prompts` -> promptVersion. Of its
 * assessments (data: `assessment`, the id of it): `assessmentRuns` -> run that made it, `assessmentSources` -> run that is its source,
 * `issues` -> issue.
 */
export type TraceHeader = Header<TraceFields>

/** Version 2 covers times, state, previews, client request id, metadata, tags, assessments and links; runs that it was linked to apart. */
export function traceFingerprint(fields: TraceFields, links: readonly Link[]): string {
  const { artifactUri: _, spansLocation: __, extra: ___, assessments, ...rest } = fields
  const inOrder = assessments.map((each) => ({ ...each })).sort((a, b) => (a.id < b.id ? -1 : 1))
  const others = links.filter(({ field }) => field !== 'runs')
  const print = fingerprint('trace', 2, { ...rest, assessments: inOrder, links: linksInOrder(others) })
  return withLinkParts(print, links, ['runs'])
}
