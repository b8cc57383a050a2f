import { type Ref, refKey } from '@mlferry/core'
import type { Entry } from './pair-objects.ts'

/** Ids that occur inside texts, such as `m-…` and `tr-…`. Shorter ones, of experiments, would be found everywhere. */
export const idInText = /\b(?:[a-z]{1,3}-)?[0-9a-f]{32}\b/g

/** Which object of the target stands for which of the source. */
export class Pairs {
  readonly #pairs = new Map<string, { readonly source: Entry; readonly target: Entry }>()
  /** What each object of the target stands for. */
  readonly #originals = new Map<string, Entry>()
  readonly #kinds = new Set<string>()

  add(source: Entry, target: Entry): void {
    this.#pairs.set(refKey(source.ref), { source, target })
    this.#originals.set(refKey(target.ref), source)
    this.#kinds.add(source.ref.kind)
  }

  targetOf(source: Ref): Entry | undefined {
    return this.#pairs.get(refKey(source))?.target
  }

  sourceOf(source: Ref): Entry | undefined {
    return this.#pairs.get(refKey(source))?.source
  }

  /** What an object of the target stands for. */
  originalOf(target: Ref): Entry | undefined {
    return this.#originals.get(refKey(target))
  }

  /** Whether an object of the target stands for any of the source. */
  isPaired(target: Ref): boolean {
    return this.#originals.has(refKey(target))
  }

  /** With the ids of the target. */
  mapText(text: string): string {
    return text.replace(idInText, (id) => {
      for (const kind of this.#kinds) {
        const target = this.targetOf({ kind, id })
        if (target) return target.ref.id
      }
      return id
    })
  }
}
