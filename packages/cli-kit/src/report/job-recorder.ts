import type { CopyEvent } from '@mlferry/engine'
import type { AnswerMeter } from '../job/answer-meter.ts'

/** How far a job was at a moment: all counts since its start. */
export interface TimelinePoint {
  readonly seconds: number
  readonly objects: number
  readonly bytes: number
  /** Answers of both servers. */
  readonly requests: number
}

export interface JobRecord {
  readonly requests: { readonly source: number; readonly target: number }
  /** Seconds from the first to the last object of a kind. */
  readonly kindSeconds: Readonly<Record<string, number>>
  readonly timeline: readonly TimelinePoint[]
}

interface Meters {
  readonly source: Pick<AnswerMeter, 'answers'>
  readonly target: Pick<AnswerMeter, 'answers'>
}

const mostPoints = 240

/** Records how a job went over time, in bounded memory: every second at first, less often the longer it lasts. */
export class JobRecorder implements Disposable {
  readonly #meters: Meters
  readonly #now: () => number
  readonly #start: number
  readonly #timer: NodeJS.Timeout
  readonly #kinds = new Map<string, { readonly from: number; to: number }>()
  #timeline: TimelinePoint[] = []
  #every = 1
  #ticks = 0
  #objects = 0
  #bytes = 0

  constructor(meters: Meters, now = () => performance.now()) {
    this.#meters = meters
    this.#now = now
    this.#start = now()
    this.#timer = setInterval(() => this.tick(), 1000)
    this.#timer.unref()
  }

  event(event: CopyEvent): void {
    if (event.type === 'moved') this.#bytes += event.bytes
    if (event.type !== 'finished') return
    this.#objects++
    const seconds = this.#seconds
    const known = this.#kinds.get(event.ref.kind)
    if (known) known.to = seconds
    else this.#kinds.set(event.ref.kind, { from: seconds, to: seconds })
  }

  /** Once a second. */
  tick(): void {
    this.#ticks++
    if (this.#ticks % this.#every === 0) this.#timeline.push(this.#point())
    if (this.#timeline.length < mostPoints) return
    this.#timeline = this.#timeline.filter((_, at) => at % 2 === 1)
    this.#every *= 2
  }

  record(): JobRecord {
    const { source, target } = this.#meters
    return {
      requests: { source: source.answers, target: target.answers },
      kindSeconds: Object.fromEntries([...this.#kinds].map(([kind, { from, to }]) => [kind, round(to - from)])),
      timeline: [...this.#timeline, this.#point()],
    }
  }

  get #seconds(): number {
    return (this.#now() - this.#start) / 1000
  }

  #point(): TimelinePoint {
    const { source, target } = this.#meters
    const requests = source.answers + target.answers
    return { seconds: round(this.#seconds), objects: this.#objects, bytes: this.#bytes, requests }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000
}
