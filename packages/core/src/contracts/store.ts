import type { Capabilities } from './capabilities.ts'

/** Anything that holds MLflow objects. */
export interface Store {
  /** Its address or path, without secrets: for messages, reports and provenance. */
  readonly label: string
  /** `kinds`: those that the caller is going to use; a store need not find out about others. Default: all. */
  capabilities(signal: AbortSignal, kinds?: readonly string[]): Promise<Capabilities>
}
