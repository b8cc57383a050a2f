import { type Link, type ObjectKind, type Ref, refKey, type Target, type Written } from '@mlferry/core'
import type { Inventory } from '../inventory/inventory.ts'

/** Which object of the target stands for which of the source. */
export class IdMap {
  readonly #targets = new Map<string, Ref>()
  readonly #planned: ReadonlySet<string>
  readonly #written: Inventory['written']
  readonly #bySourceId: ReadonlySet<string>
  readonly #target: Target
  readonly #found = new Map<string, Promise<Written | undefined>>()

  constructor(inventory: Inventory, kinds: readonly ObjectKind[], target: Target) {
    this.#written = inventory.written
    this.#planned = new Set(inventory.items.map((item) => refKey(item.ref)))
    this.#bySourceId = new Set(kinds.filter((kind) => kind.identity === 'source-id').map((kind) => kind.name))
    this.#target = target
  }

  set(source: Ref, target: Ref): void {
    this.#targets.set(refKey(source), target)
  }

  get(source: Ref): Ref | undefined {
    const known = this.#targets.get(refKey(source))
    if (known || !this.#bySourceId.has(source.kind)) return known
    return this.#written.get(source.kind)?.get(source.id)?.target
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
    if (!this.#target.find || !this.#bySourceId.has(source.kind) || this.#planned.has(key))
      return Promise.resolve(undefined)
    const known = this.#found.get(key) ?? this.#target.find(source.kind, source.id, signal)
    this.#found.set(key, known)
    return known
  }
}
