import type { WriteStream } from 'node:tty'
import { plainView } from './plain-view.ts'
import type { ProgressView, ViewOptions } from './progress-view.ts'
import { terminalView } from './terminal-view.ts'

/** Redrawn lines on a terminal, a plain line every few seconds elsewhere and in CI. */
export function openProgressView(options: ViewOptions): ProgressView {
  const { stream, env, quiet } = options
  if (quiet) return { event() {}, note: (line) => void stream.write(`${line}\n`), waiting() {}, close() {} }
  return isTerminal(stream) && !env.CI && env.TERM !== 'dumb'
    ? terminalView({ ...options, stream })
    : plainView(options)
}

function isTerminal(stream: NodeJS.WritableStream): stream is WriteStream {
  return (stream as WriteStream).isTTY === true
}
