import { type Link, type ObjectKind, type Ref, refKey, type Target, type Written } from '@mlferry/core'
import type { Inventory } from '../inventory/inventory.ts'

/** Which object of the target stands for which of the source. */
export class IdMap {
  /** Ids at the target, by kind and by the ids at the source: there may be a million. */
  readonly #targets = new Map<string, Map<string, string>>()
  readonly #items: Inventory['items']
  #planned: ReadonlySet<string> | undefined
  readonly #written: Inventory['written']
  readonly #bySourceId: ReadonlySet<string>
  readonly #target: Target
  readonly #found = new Map<string, Promise<Written | undefined>>()

  constructor(inventory: Inventory, kinds: readonly ObjectKind[], target: Target) {
    this.#written = inventory.written
    this.#items = inventory.items
    this.#bySourceId = new Set(kinds.filter((kind) => kind.identity === 'source-id').map((kind) => kind.name))
    this.#target = target
  }

  set({ kind, id }: Ref, target: Ref): void {
    if (this.#writtenBefore({ kind, id })?.id === target.id) return
    const ofKind = this.#targets.get(kind) ?? new Map<string, string>()
    // The id at the source stands for the same text: one string, not two.
    this.#targets.set(kind, ofKind.set(id, target.id === id ? id : target.id))
  }

  get(source: Ref): Ref | undefined {
    const { kind } = source
    const known = this.#targets.get(kind)?.get(source.id)
    return known === undefined ? this.#writtenBefore(source) : { kind, id: known }
  }

  /** True: the job copies it, or tries to. */
  isPlanned(source: Ref): boolean {
    // Made for the first link that leads out: most jobs have none.
    this.#planned ??= new Set(this.#items.map((item) => refKey(item.ref)))
    return this.#planned.has(refKey(source))
  }

  /** Whether an object of the source has this id, and its copy another one. undefined: there is none, or it has not arrived yet. */
  isRenamed(id: string): boolean | undefined {
    for (const kind of this.#bySourceId) {
      const copy = this.get({ kind, id })
      if (copy) return copy.id !== id
    }
    return undefined
  }

  /** Splits links into those whose other end is at the target (by its ids there) and those that must wait. */
  async resolve(links: readonly Link[], signal: AbortSignal): Promise<{ resolved: Link[]; pending: Link[] }> {
    const resolved: Link[] = []
    const pending: Link[] = []
    for (const link of links) {
      const to = this.get(link.to) ?? (await this.#find(link.to, signal))?.target
      if (to) resolved.push({ ...link, to })
      else pending.push(link)
    }
    return { resolved, pending }
  }

  /** Outside the selection: an earlier job may have copied it. What is planned is not there yet, or will not come. */
  #find(source: Ref, signal: AbortSignal): Promise<Written | undefined> {
    const key = refKey(source)
    if (!this.#target.find || !this.#bySourceId.has(source.kind)) return Promise.resolve(undefined)
    if (this.isPlanned(source)) return Promise.resolve(undefined)
    const known = this.#found.get(key) ?? this.#target.find(source.kind, source.id, signal)
    this.#found.set(key, known)
    return known
  }

  #writtenBefore({ kind, id }: Ref): Ref | undefined {
    return this.#bySourceId.has(kind) ? this.#written.get(kind)?.get(id)?.target : undefined
  }
}
