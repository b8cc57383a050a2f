import type { Ref } from '@mlferry/core'
import { type Difference, type Expected, type KindCounts, noCounts, type VerifyReport } from './verify-report.ts'

const mostKept = 1000

type Counts = { -readonly [Name in keyof KindCounts]: KindCounts[Name] }
type Totals = Pick<VerifyReport, 'points' | 'rows' | 'files' | 'bytes' | 'resumed'>

/** Counts what verify finds into a report. */
export class VerifyTally {
  readonly totals: { -readonly [Name in keyof Totals]: Totals[Name] } = {
    points: 0,
    rows: 0,
    files: 0,
    bytes: 0,
    resumed: 0,
  }
  readonly #kinds = new Map<string, Counts>()
  readonly #differences: Difference[] = []
  readonly #expected = new Map<string, Expected>()
  readonly #started = new Date()
  readonly #onDifference: ((difference: Difference) => void) | undefined
  #count = 0

  constructor(kinds: readonly string[], onDifference: ((difference: Difference) => void) | undefined) {
    for (const kind of kinds) this.of(kind)
    this.#onDifference = onDifference
  }

  of(kind: string): Counts {
    const known = this.#kinds.get(kind) ?? { ...noCounts }
    this.#kinds.set(kind, known)
    return known
  }

  differs(difference: Difference): void {
    this.#count++
    if (this.#differences.length < mostKept) this.#differences.push(difference)
    this.#onDifference?.(difference)
  }

  expects(ref: Ref, field: string, why: string): void {
    const key = `${ref.kind}\n${field}\n${why}`
    const known = this.#expected.get(key)
    const { count = 0, example = ref } = known ?? {}
    this.#expected.set(key, { kind: ref.kind, field, why, count: count + 1, example })
  }

  build(rest: Pick<VerifyReport, 'source' | 'target' | 'level' | 'notFound' | 'notCarried' | 'sample'>): VerifyReport {
    return {
      ...rest,
      ...this.totals,
      equal: this.#count === 0 && rest.notFound.length === 0,
      kinds: Object.fromEntries(this.#kinds),
      differences: this.#differences,
      differenceCount: this.#count,
      expected: [...this.#expected.values()],
      startedAt: this.#started.toISOString(),
      durationSeconds: (Date.now() - this.#started.getTime()) / 1000,
    }
  }
}
