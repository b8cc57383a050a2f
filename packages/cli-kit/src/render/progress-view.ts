import type { JobEvent } from './progress.ts'
import type { Waiting } from './waiting-line.ts'

/** Shows a job while it runs. Everything else that is said meanwhile goes through `note`. */
export interface ProgressView {
  event(event: JobEvent): void
  note(line: string): void
  /** A server is waited for; undefined: it answers again. */
  waiting(waiting: Waiting | undefined): void
  /** Last state, once. */
  close(): void
}

export interface ViewOptions {
  readonly stream: NodeJS.WritableStream
  readonly env: Readonly<Record<string, string | undefined>>
  readonly quiet: boolean
  readonly verbose: boolean
}
