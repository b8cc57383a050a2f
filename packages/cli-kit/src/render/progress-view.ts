import type { WriteStream } from 'node:tty'
import { plainView } from './plain-view.ts'
import type { JobEvent } from './progress.ts'
import { terminalView } from './terminal-view.ts'
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

/** Redrawn lines on a terminal, a plain line every few seconds elsewhere and in CI. */
export function progressView(options: ViewOptions): ProgressView {
  const { stream, env, quiet } = options
  if (quiet) return { event() {}, note: (line) => void stream.write(`${line}\n`), waiting() {}, close() {} }
  return isTerminal(stream) && !env.CI && env.TERM !== 'dumb'
    ? terminalView({ ...options, stream })
    : plainView(options)
}

function isTerminal(stream: NodeJS.WritableStream): stream is WriteStream {
  return (stream as WriteStream).isTTY === true
}
