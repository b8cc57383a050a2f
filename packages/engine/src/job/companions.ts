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

/** Runs, and the logged models that are copied while these runs are open. The runs are sealed first, then the models. */
export interface Family {
  readonly holders: readonly Step[]
  readonly companions: readonly Step[]
}

/**
 * Finds the companions of runs: the logged models that are copied together with them. A logged model can only be created when its run is
 * there. The run is whole only with its link to the model, and with the metric points that the model logs on it. So the model is copied
 * while the run is open, and the run is sealed when both are there. A model with points on a run that comes later waits for all runs.
 */
export class Companions {
  readonly #ids: IdMap
  /** Where the steps of the companions are, by the key of their holder. */
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

  /** The objects of a batch that stay open for companions: first those that have some, then those that only link to one of these. */
  holdersOf(batch: readonly { readonly step: Step; readonly header: Header }[]): readonly Step[] {
    const having = new Set(batch.filter(({ step }) => this.#of(step).length > 0))
    if (having.size === 0) return []
    const companions = new Set([...having].flatMap(({ step }) => this.#of(step).map(({ item }) => refKey(item.ref))))
    const naming = batch.filter(
      (copy) => !having.has(copy) && copy.header.links.some(({ to }) => companions.has(refKey(to))),
    )
    return [...having, ...naming].map(({ step }) => step)
  }

  /** Groups of holders, with those of their companions that may be copied now: `size` companions or a few more in each group. */
  *families(holders: readonly Step[], size: number): Generator<Family> {
    let family: { holders: Step[]; companions: Step[] } = { holders: [], companions: [] }
    for (const holder of holders) {
      family.holders.push(holder)
      for (const step of this.#of(holder)) {
        if (!this.#runsAreReady(step.item)) continue
        this.#taken.add(refKey(step.item.ref))
        family.companions.push(step)
      }
      if (family.companions.length < size) continue
      yield family
      family = { holders: [], companions: [] }
    }
    if (family.holders.length > 0) yield family
  }

  /** True for a companion that `families` gave out. The job does not copy it again. */
  wasTaken({ item }: Step): boolean {
    return this.#taken.size > 0 && this.#taken.has(refKey(item.ref))
  }

  #of({ item }: Step): readonly Step[] {
    const places = this.#byHolder.get(refKey(item.ref)) ?? []
    return places.flatMap(({ steps, index }) => steps.at(index) ?? [])
  }

  /** True when every run that has points of the model is at the target, or is not part of this job. */
  #runsAreReady({ pointsOn }: Item): boolean {
    const runs = pointsOn.map((id) => ({ kind: 'run', id }))
    return runs.every((run) => this.#ids.get(run) !== undefined || !this.#ids.isPlanned(run))
  }
}
