import { formatDuration } from './numbers.ts'
import { oneLine } from './object-line.ts'

/** A server that a job waits for. */
export interface Waiting {
  readonly server: string
  /** False: it gives no answer. True: it answers that it cannot, such as 503. */
  readonly answers: boolean
  /** What comes next, such as `try 3 of 8`. */
  readonly next: string
  /** When it comes, milliseconds since 1970. */
  readonly nextAt: number
  readonly reason?: string
}

/** Such as `No answer from http://localhost:5000: try 3 of 8 in 4 s (connect ECONNREFUSED)`. */
export function waitingLine({ server, answers, next, nextAt, reason }: Waiting, now: number): string {
  const who = answers ? `${server} is not ready` : `No answer from ${server}`
  const time = formatDuration(Math.max(0, Math.ceil((nextAt - now) / 1000)))
  return `${who}: ${next} in ${time}${reason === undefined ? '' : ` (${oneLine(reason, 200)})`}`
}
