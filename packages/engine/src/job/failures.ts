import { isSealedAs, MlferryError, type ObjectKind, type Ref, refKey } from '@mlferry/core'
import { neededFirst } from '../inventory/needed-first.ts'
import type { Step } from '../plan/steps.ts'
import type { FinishedEvent } from '../report/copy-event.ts'

interface Needing {
  readonly kind: ObjectKind
  /** See KindCapabilities. */
  readonly inOrder?: boolean | undefined
  /** What arrived all the same. */
  readonly isThere: (ref: Ref) => boolean
}

/** What failed in a job, so that nothing is written without it that could not be told of it later. */
export class Failures {
  /** By object: why. */
  readonly #reasons = new Map<string, string>()
  /** What holds objects with numbers of which one waits. */
  readonly #waitingIn = new Set<string>()

  note({ ref, outcome, problems }: FinishedEvent): void {
    if (outcome === 'failed') this.#reasons.set(refKey(ref), problems[0]?.message ?? 'no reason is known')
  }

  /** Throws where an object has to wait for what failed; `isThere` tells what arrived all the same. */
  refuseWithoutNeeded({ item, earlier, mark }: Step, { kind, inOrder = false, isThere }: Needing): void {
    if (earlier && (mark || isSealedAs(earlier.sealed, item))) return
    const scope = inOrder && !earlier && item.scope ? refKey(item.scope) : undefined
    const needed = neededFirst(kind, item, { isNew: !earlier }).find(
      (ref) => this.#reasons.has(refKey(ref)) && !isThere(ref),
    )
    if (needed) {
      if (scope !== undefined) this.#waitingIn.add(scope)
      throw new MlferryError(
        'ERR_NEEDED_FAILED',
        `It waits for ${needed.kind} ${needed.id}, which failed: ${this.#reasons.get(refKey(needed))}`,
        { hint: `A job that copies that ${needed.kind} copies it too.` },
      )
    }
    if (scope === undefined || !this.#waitingIn.has(scope)) return
    throw new MlferryError(
      'ERR_NEEDED_FAILED',
      'An earlier version waits, and the target gives version numbers in order.',
      {
        hint: 'A job that copies the earlier version copies it too.',
      },
    )
  }
}
