import { type Capabilities, type Header, type ObjectKind, refKey } from '@mlferry/core'
import type { Item } from '../inventory/inventory.ts'
import type { Plan } from '../plan/plan-copy.ts'
import type { Step, Steps } from '../plan/steps.ts'
import type { IdMap } from './id-map.ts'

interface CompanionsContext {
  readonly kinds: readonly ObjectKind[]
  readonly capabilities: Capabilities
  readonly ids: IdMap
}

/** Objects that are copied while those that hold them are open, which are sealed in the midst of it. */
export interface Family {
  readonly holders: readonly Step[]
  readonly companions: readonly Step[]
}

/**
 * A logged model needs its run to be made, and the run is not whole without it: without the link to it, and without its points where the
 * model logs them. So it is copied while its run is open, which is sealed when the model is there and has named its points. Models with
 * points on runs that are still to come have to wait for all runs.
 */
export class Companions {
  readonly #ids: IdMap
  /** By their holder: where their steps are. */
  readonly #byHolder = new Map<string, { readonly steps: Steps; readonly index: number }[]>()
  readonly #taken = new Set<string>()

  constructor(plan: Plan, { kinds, capabilities, ids }: CompanionsContext) {
    this.#ids = ids
    for (const kind of kinds) {
      if (!capabilities.kind(kind.name)?.logsPoints) continue
      const steps = plan.steps.get(kind.name)
      if (!steps) continue
      for (const [index, { item }] of steps.entries()) {
        const holder = item.links.find(({ field }) => kind.links[field]?.at === 'open')
        if (!holder) continue
        const others = this.#byHolder.get(refKey(holder.to)) ?? []
        others.push({ steps, index })
        this.#byHolder.set(refKey(holder.to), others)
      }
    }
  }

  /** Of a batch, what is to be sealed in the midst of companions: first what has any, then what only names one of these. */
  holdersOf(batch: readonly { readonly step: Step; readonly header: Header }[]): readonly Step[] {
    const having = new Set(batch.filter(({ step }) => this.#of(step).length > 0))
    if (having.size === 0) return []
    const companions = new Set([...having].flatMap(({ step }) => this.#of(step).map(({ item }) => refKey(item.ref))))
    const naming = batch.filter(
      (copy) => !having.has(copy) && copy.header.links.some(({ to }) => companions.has(refKey(to))),
    )
    return [...having, ...naming].map(({ step }) => step)
  }

  /** Holders with those of their companions that may be copied now: about a number together. What is taken so is not left for later. */
  *families(holders: readonly Step[], size: number): Generator<Family> {
    let family: { holders: Step[]; companions: Step[] } = { holders: [], companions: [] }
    for (const holder of holders) {
      family.holders.push(holder)
      for (const step of this.#of(holder)) {
        if (!this.#mayGo(step.item)) continue
        this.#taken.add(refKey(step.item.ref))
        family.companions.push(step)
      }
      if (family.companions.length < size) continue
      yield family
      family = { holders: [], companions: [] }
    }
    if (family.holders.length > 0) yield family
  }

  /** It was copied with what holds it. */
  wasTaken({ item }: Step): boolean {
    return this.#taken.size > 0 && this.#taken.has(refKey(item.ref))
  }

  #of({ item }: Step): readonly Step[] {
    const places = this.#byHolder.get(refKey(item.ref)) ?? []
    return places.flatMap(({ steps, index }) => steps.at(index) ?? [])
  }

  #mayGo({ pointsOn }: Item): boolean {
    const runs = pointsOn.map((id) => ({ kind: 'run', id }))
    return runs.every((run) => this.#ids.get(run) !== undefined || !this.#ids.isPlanned(run))
  }
}
