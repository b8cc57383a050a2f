import type { OpenContext, Ref, SpooledMap, Written } from '@mlferry/core'
import type { Opening } from '../identity/authority.ts'
import type { Item } from '../inventory/inventory.ts'

/** One object to copy. */
export interface Step {
  readonly item: Item
  /** What is at the target of it. */
  readonly earlier: Written | undefined
  /** What becomes of the mark that is there, see OpenContext. */
  readonly mark?: OpenContext['mark']
  readonly markFirst?: true
  /** See OpenContext. */
  readonly apartFrom?: Ref
  readonly viaTemporaryName?: true
}

interface StepsContext {
  readonly items: SpooledMap<Item>
  readonly openingOf: (item: Item) => Opening
}

/** Some of the items of a kind, in an order: their numbers are in memory, and each is brought back when it is asked for. */
export class Steps implements Iterable<Step> {
  readonly #numbers: readonly number[]
  readonly #context: StepsContext

  constructor(numbers: readonly number[], context: StepsContext) {
    this.#numbers = numbers
    this.#context = context
  }

  get length(): number {
    return this.#numbers.length
  }

  at(index: number): Step | undefined {
    const { items, openingOf } = this.#context
    const item = items.at(this.#numbers[index] ?? -1)
    return item && { item, ...openingOf(item) }
  }

  *entries(): Generator<[index: number, step: Step]> {
    for (let index = 0; index < this.length; index++) {
      const step = this.at(index)
      if (step) yield [index, step]
    }
  }

  *[Symbol.iterator](): Generator<Step> {
    for (const [, step] of this.entries()) yield step
  }
}
