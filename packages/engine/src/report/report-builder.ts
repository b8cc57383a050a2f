import type { FinishedEvent, MovedEvent } from './copy-event.ts'
import type { CopyReport, ObjectOutcome } from './copy-report.ts'
import { noOutcomes } from './outcome.ts'

/** Counts events into a report as they pass. */
export class ReportBuilder {
  readonly #kinds: Record<string, ReturnType<typeof noOutcomes>> = {}
  readonly #objects: ObjectOutcome[] = []
  readonly #started = new Date()
  #points = 0
  #files = 0
  #bytes = 0

  constructor(kinds: readonly string[]) {
    for (const kind of kinds) this.#kinds[kind] = noOutcomes()
  }

  finished(event: FinishedEvent): void {
    this.#kinds[event.ref.kind] ??= noOutcomes()
    const counts = this.#kinds[event.ref.kind]
    if (counts) counts[event.outcome]++
    const plain = event.outcome === 'created' || event.outcome === 'updated' || event.outcome === 'unchanged'
    if (plain) return
    const { type: _, ...object } = event
    this.#objects.push(object)
  }

  moved({ points, files, bytes }: MovedEvent): void {
    this.#points += points
    this.#files += files
    this.#bytes += bytes
  }

  build(
    rest: Pick<
      CopyReport,
      | 'source'
      | 'target'
      | 'pending'
      | 'unsettled'
      | 'notFound'
      | 'notPortable'
      | 'notCarried'
      | 'along'
      | 'leftOut'
      | 'waiting'
      | 'notCarriedByDesign'
      | 'sourceIds'
      | 'itself'
    >,
  ): CopyReport {
    return {
      ...rest,
      kinds: this.#kinds,
      objects: this.#objects,
      points: this.#points,
      files: this.#files,
      bytes: this.#bytes,
      startedAt: this.#started.toISOString(),
      durationSeconds: (Date.now() - this.#started.getTime()) / 1000,
    }
  }
}
