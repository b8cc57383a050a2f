import type { Capabilities } from './capabilities.ts'

/** Anything that holds MLflow objects. */
export interface Store {
  /** Its address or path, without secrets: for messages, reports and provenance. */
  readonly label: string
  capabilities(signal: AbortSignal): Promise<Capabilities>
}
