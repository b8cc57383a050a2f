import { setTimeout as sleep } from 'node:timers/promises'
import type { MlflowClient } from '@mlferry/client'
import {
  asMlferryError,
  isAbort,
  isFatal,
  isUnreadable,
  MlferryError,
  type Ref,
  refKey,
  type Unreadable,
  type Written,
} from '@mlferry/core'
import type { JobGate } from '../lease/job-gate.ts'

/** A server that has not acted on a call by then is not waited for any longer, milliseconds. */
const longestWait = 60_000

/** An object that a job made, and that another call may make a second time: one whose answer was lost, or one of another job. */
export interface LateCreation {
  readonly made: Ref
  /** Its id at the source, by which its kind recognises copies. */
  readonly key: string
  /** What holds it, at the target. */
  readonly scope: Ref | undefined
}

export interface Removal {
  written(
    kind: string,
    scopes: readonly Ref[] | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly (Written | Unreadable)[]>
  remove(object: Ref, signal: AbortSignal): Promise<void>
}

interface LateContext {
  readonly warn?: (message: string) => void
  readonly gate?: JobGate
}

/** Finds in the end of a job what calls made that came late, and takes it away: copies that nothing was written to. */
export class LateCreations {
  readonly #warn: LateContext['warn']
  readonly #isProven: () => boolean
  #expected: LateCreation[] = []
  #lookAt = 0
  /** Made by calls that may have reached the server after the job's lease. */
  #doubtful: LateCreation[] = []
  /** What is certainly not to be, such as a version whose number was taken. */
  #undoing: ((client: MlflowClient, signal: AbortSignal) => Promise<void>)[] = []
  #watchesAll = false

  constructor({ warn, gate }: LateContext) {
    this.#warn = warn
    this.#isProven = () => gate?.isProven ?? true
  }

  /** The job before this one never ended: what it has under way may arrive beside any copy of this one. */
  watchAll(): void {
    this.#watchesAll = true
  }

  /** Nobody else had the lease so far. */
  trustAll(): void {
    this.#doubtful = []
  }

  /** Told of each object that a call made which must not be repeated, once its answer is there. */
  made(creation: LateCreation): void {
    if (!this.#isProven()) this.#doubtful.push(creation)
    else if (this.#watchesAll) this.#expected.push(creation)
  }

  /** For a job that lost its lease, where it must write no more by itself. */
  undoLater(undo: (client: MlflowClient, signal: AbortSignal) => Promise<void>): void {
    this.#undoing.push(undo)
  }

  /** After the lease was lost: what was made late goes where the other job has made its own; else that one, or the next, takes it up. */
  async withdraw({ written, remove }: Removal, client: MlflowClient, signal: AbortSignal): Promise<void> {
    for (const undo of this.#undoing) await undo(client, signal).catch(() => {})
    for (const group of byPlace(this.#doubtful)) {
      const copies = new Map<string, Written[]>()
      for await (const each of copiesOf(group, { written, signal }))
        copies.set(each.key, [...(copies.get(each.key) ?? []), each])
      for (const { key, made } of group) {
        const all = copies.get(key) ?? []
        const mine = all.find(({ target }) => target.id === made.id)
        if (mine && mine.sealed === undefined && all.length > 1) await this.takeAway(made, remove, signal)
      }
    }
    this.#doubtful = []
    this.#undoing = []
  }

  /** `took`: milliseconds until the answer was known to be lost. The server may take as long again, so nothing is looked for earlier. */
  expect(late: LateCreation, took: number): void {
    this.#expected.push(late)
    this.#lookAt = Math.max(this.#lookAt, performance.now() + Math.min(took, longestWait))
  }

  /** The copy that the job writes to, where there may be others. */
  madeFor(kind: string, key: string): Ref | undefined {
    return this.#expected.findLast((late) => late.made.kind === kind && late.key === key)?.made
  }

  async settle({ written, remove }: Removal, signal: AbortSignal): Promise<void> {
    if (this.#expected.length === 0) return
    await sleep(Math.max(0, this.#lookAt - performance.now()), undefined, { signal })
    const expected = this.#expected
    this.#expected = []
    for (const group of byPlace(expected)) {
      const known = new Map(group.map((late) => [late.key, late.made.id]))
      for await (const { key, target, sealed } of copiesOf(group, { written, signal })) {
        if (sealed === undefined && known.get(key) !== target.id) await this.takeAway(target, remove, signal)
      }
    }
  }

  /** One that cannot be taken away is named. */
  async takeAway(target: Ref, remove: Removal['remove'], signal: AbortSignal): Promise<void> {
    const late = `The ${target.kind} ${target.id} came when it had been made a second time`
    try {
      await remove(target, signal)
      this.#warn?.(`${late}: it was removed.`)
    } catch (error) {
      if (isFatal(error) || isAbort(error)) throw error
      this.#warn?.(`${late}. Remove it: ${asMlferryError(error, 'ERR_UNSETTLED', 'that failed').message}`)
    }
  }
}

/** Thrown by `removeLate` for a copy that more than its creation was written to. */
export function notEmpty(): MlferryError {
  return new MlferryError('ERR_UNSETTLED', 'something was written to it since.')
}

function byPlace(creations: readonly LateCreation[]): Iterable<readonly LateCreation[]> {
  return Map.groupBy(creations, ({ made, scope }) => `${made.kind} ${scope ? refKey(scope) : ''}`).values()
}

/** All copies of these objects in the one place where they are, finished or not. */
async function* copiesOf(
  group: readonly LateCreation[],
  { written, signal }: Pick<Removal, 'written'> & { readonly signal: AbortSignal },
): AsyncGenerator<Written> {
  const keys = new Set(group.map(({ key }) => key))
  const [first] = group
  if (!first) return
  for await (const page of written(first.made.kind, first.scope && [first.scope], signal)) {
    for (const each of page) {
      if (isUnreadable(each)) throw each.error
      if (keys.has(each.key)) yield each
    }
  }
}
