import type { WriteStream } from 'node:tty'
import { failureLines } from './equal-problems.ts'
import { notFoundLine } from './not-found-line.ts'
import { objectLine } from './object-line.ts'
import { advance, noProgress } from './progress.ts'
import { progressLines } from './progress-lines.ts'
import type { ProgressView, ViewOptions } from './progress-view.ts'
import { replacingLine } from './replacing-line.ts'
import { type Waiting, waitingLine } from './waiting-line.ts'

const everyMilliseconds = 100

/** A few lines, redrawn in place. */
export function terminalView({
  stream,
  verbose,
}: Pick<ViewOptions, 'verbose'> & { stream: WriteStream }): ProgressView {
  const failureLine = failureLines()
  let progress = noProgress
  let drawn = 0
  let waiting: Waiting | undefined
  const clearing = () => (drawn > 0 ? `\u001b[${drawn}A\u001b[J` : '')
  const draw = (before = '') => {
    // A line that wraps would be counted wrongly.
    const width = Math.max(20, (stream.columns || 80) - 1)
    const now = Date.now()
    const lines = [...progressLines(progress, now), ...(waiting ? [waitingLine(waiting, now)] : [])].map((line) =>
      line.slice(0, width),
    )
    // One write: two would flicker.
    stream.write(`${clearing()}${before}${lines.map((line) => `${line}\n`).join('')}`)
    drawn = lines.length
  }
  const note = (line: string) => draw(`${line}\n`)
  const timer = setInterval(() => draw(), everyMilliseconds)
  timer.unref()
  return {
    event(event) {
      progress = advance(progress, event, Date.now())
      if (event.type === 'notFound') note(notFoundLine(event.names))
      if (event.type === 'replacing') note(replacingLine(event))
      if (event.type !== 'finished' || (!verbose && event.outcome !== 'failed')) return
      const line = verbose ? objectLine(event) : failureLine(event)
      if (line !== undefined) note(line)
    },
    note,
    waiting(given) {
      waiting = given
      draw()
    },
    close() {
      clearInterval(timer)
      draw()
    },
  }
}
