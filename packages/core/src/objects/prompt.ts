import type { JsonObject } from '@mlferry/exact-json'
import { fingerprint } from './fingerprint.ts'
import type { Header } from './header.ts'
import { type Link, linksInOrder } from './ref.ts'

/** MLflow keeps a prompt as a registered model with this tag set to `true`. */
export const promptTag = 'mlflow.prompt.is_prompt'

/** A prompt; `ref.id` is its name. Times are milliseconds since 1970, null when the store has none. */
export interface PromptFields {
  readonly name: string
  readonly description: string
  /** Without `mlferry.*` and without the one that is a link (`_mlflow_experiment_ids`). */
  readonly tags: ReadonlyMap<string, string>
  readonly creationTime: number | null
  readonly lastUpdateTime: number | null
  /** What the store says beyond these, in its own names. */
  readonly extra: JsonObject
}

/** Links: `experiments` -> experiment, those that show it. */
export type PromptHeader = Header<PromptFields>

/** Version 1 covers name, description, tags and links. */
export function promptFingerprint({ name, description, tags }: PromptFields, links: readonly Link[]): string {
  return fingerprint('prompt', 1, { name, description, tags, links: linksInOrder(links) })
}

export function isPrompt(tags: ReadonlyMap<string, string>): boolean {
  return tags.get(promptTag) === 'true'
}
