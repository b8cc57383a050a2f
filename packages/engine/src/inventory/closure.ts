import { type Header, isUnreadable, type Listed, type Need, type ObjectKind, type Ref } from '@mlferry/core'
import type { LeftOut } from './count-rest.ts'
import { Gathered, type Origin } from './gathered.ts'
import { type NeededContext, NeededObjects } from './needed-objects.ts'

export interface ClosureContext extends NeededContext {
  /** The objects alone, with what holds them. */
  readonly only: boolean
  /** Which needs with a condition count. */
  readonly nestedRuns: boolean
  /** False: outside of what was asked for, so it does not come along. */
  readonly mayCome: (header: Header) => boolean
}

const atOnce = 500

/**
 * Objects that were selected, and all that come along with them: what each kind says it needs, what these need, and so on, and what
 * holds each.
 */
export class Closure {
  readonly #context: ClosureContext
  readonly #gathered: Gathered
  readonly #needed: NeededObjects

  constructor(context: ClosureContext) {
    this.#context = context
    this.#gathered = new Gathered(context)
    this.#needed = new NeededObjects(this.#gathered, context)
  }

  /** How many objects of a kind there are, unreadable ones too. */
  size(kind: string): number {
    return this.#gathered.size(kind)
  }

  /** What stays behind where objects come alone. */
  leftOut(): readonly LeftOut[] {
    return this.#gathered.leftOut()
  }

  /** The object that needs this one. undefined: it was selected itself. */
  because(of: Ref): Ref | undefined {
    return this.#gathered.originOf(of)?.because
  }

  of(kind: string): Iterable<Listed> {
    return this.#gathered.of(kind)
  }

  /** Takes objects in. One that is there already stays as it came first. */
  add(listed: readonly Listed[], origin: Origin = { selected: true }): void {
    this.#gathered.add(listed, origin)
  }

  /** Everything of a kind that is held by what came so far, selected or not. */
  async addAllHeld(name: string): Promise<void> {
    const kind = this.#context.kinds.find((each) => each.name === name)
    const scopes = kind?.scope ? this.#gathered.refs(kind.scope) : []
    if (!kind || scopes.length === 0) return
    await this.#needed.bringAllIn(scopes, kind)
    await this.complete()
  }

  /** Brings what all of these need, until nothing is missing. */
  async complete(): Promise<void> {
    for (let fresh = this.#gathered.takeFresh(); fresh.size > 0; fresh = this.#gathered.takeFresh()) {
      for (const kind of this.#context.kinds) {
        const ids = fresh.get(kind.name) ?? []
        for (let at = 0; at < ids.length; at += atOnce) await this.#bring(kind, ids.slice(at, at + atOnce))
      }
    }
  }

  async #bring(kind: ObjectKind, ids: readonly string[]): Promise<void> {
    const { only, nestedRuns } = this.#context
    const needs = (kind.needs ?? []).filter(({ when }) => when !== 'nestedRuns' || nestedRuns)
    const entries = await this.#withNeededLinks(kind, ids, needs)
    // What holds an object comes in any case.
    await this.#needed.bringHolders(
      kind,
      entries.map(({ header }) => header),
    )
    for (const need of needs) {
      const having = need.when === 'selected' ? entries.filter(({ selected }) => selected) : entries
      const leaving = only && need.when !== 'nestedRuns' ? need.says : undefined
      await this.#needed.bring(need, { kind, headers: having.map(({ header }) => header), leaving })
    }
  }

  /** With the links that their listing left out, where a need asks for these. */
  async #withNeededLinks({ name }: ObjectKind, ids: readonly string[], needs: readonly Need[]) {
    const { source, signal } = this.#context
    const entries = this.#gathered.entries(name, ids)
    const fields = needs.flatMap(({ links }) => links ?? [])
    const lacking = entries.filter(({ header }) => header.unlisted?.some((field) => fields.includes(field)))
    if (lacking.length === 0 || !source.withAllLinks) return entries
    const found = await source.withAllLinks(
      lacking.map(({ header }) => header),
      signal,
    )
    for (const each of found) if (!isUnreadable(each)) this.#gathered.complete(each)
    return this.#gathered.entries(name, ids)
  }
}
