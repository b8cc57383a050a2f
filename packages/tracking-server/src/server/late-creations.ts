import { setTimeout as sleep } from 'node:timers/promises'
import {
  asMlferryError,
  isAbort,
  isFatal,
  isUnreadable,
  type Ref,
  refKey,
  type Unreadable,
  type Written,
} from '@mlferry/core'
import type { ServerContext } from './server-context.ts'

/** A server that has not acted on a call by then is not waited for any longer, milliseconds. */
const longestWait = 60_000

/** An object that was made again after a call whose answer was lost: the server may act on that call yet, and make another one. */
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

/** Finds in the end of a job what calls made whose answers were lost: copies that nothing was written to. */
export class LateCreations {
  readonly #warn: ServerContext['warn']
  #expected: LateCreation[] = []
  #lookAt = 0

  constructor({ warn }: Pick<ServerContext, 'warn'>) {
    this.#warn = warn
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
    const places = Map.groupBy(this.#expected, ({ made, scope }) => `${made.kind} ${scope ? refKey(scope) : ''}`)
    this.#expected = []
    for (const group of places.values()) {
      const [{ made, scope } = {}] = group
      if (!made) continue
      const known = new Map(group.map((late) => [late.key, late.made.id]))
      for await (const page of written(made.kind, scope && [scope], signal)) {
        for (const each of page) {
          if (isUnreadable(each)) throw each.error
          const { key, target, sealed } = each
          if (sealed === undefined && known.has(key) && known.get(key) !== target.id)
            await this.#remove(target, remove, signal)
        }
      }
    }
  }

  async #remove(target: Ref, remove: Removal['remove'], signal: AbortSignal): Promise<void> {
    const late = `The ${target.kind} ${target.id} came when it had been made a second time, as an answer was lost`
    try {
      await remove(target, signal)
      this.#warn?.(`${late}: it is removed.`)
    } catch (error) {
      if (isFatal(error) || isAbort(error)) throw error
      this.#warn?.(`${late}. Remove it: ${asMlferryError(error, 'ERR_UNSETTLED', 'that failed').message}`)
    }
  }
}

/** Those of a server's job. */
export function lateCreations(context: ServerContext): LateCreations {
  context.lateCreations ??= new LateCreations(context)
  return context.lateCreations
}
