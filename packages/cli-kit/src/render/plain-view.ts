import { failureLines } from './equal-problems.ts'
import { notFoundLine } from './not-found-line.ts'
import { objectLine } from './object-line.ts'
import { advance, noProgress } from './progress.ts'
import { progressLine } from './progress-lines.ts'
import type { ProgressView, ViewOptions } from './progress-view.ts'
import { replacingLine } from './replacing-line.ts'
import { waitingLine } from './waiting-line.ts'

const everyMilliseconds = 5000

/** Lines for a log: one every few seconds, no control characters. */
export function plainView({ stream, verbose }: Pick<ViewOptions, 'stream' | 'verbose'>): ProgressView {
  const failureLine = failureLines()
  let progress = noProgress
  let last = ''
  const write = (line: string) => void stream.write(`${line}\n`)
  const say = () => {
    const line = progressLine(progress, Date.now())
    if (line !== last && line !== '') write(line)
    last = line
  }
  const timer = setInterval(say, everyMilliseconds)
  timer.unref()
  return {
    event(event) {
      progress = advance(progress, event, Date.now())
      if (event.type === 'notFound') write(notFoundLine(event.names))
      if (event.type === 'replacing') write(replacingLine(event))
      if (event.type !== 'finished' || (!verbose && event.outcome !== 'failed')) return
      const line = verbose ? objectLine(event) : failureLine(event)
      if (line !== undefined) write(line)
    },
    note: write,
    waiting(waiting) {
      if (waiting) write(waitingLine(waiting, Date.now()))
    },
    close() {
      clearInterval(timer)
      say()
    },
  }
}
