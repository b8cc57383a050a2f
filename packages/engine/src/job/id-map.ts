import {
  type Ancestor,
  type Link,
  type ObjectKind,
  type Ref,
  refKey,
  type Spool,
  SpooledMap,
  type TargetJob,
  type Written,
} from '@mlferry/core'
import { idsOf } from '../identity/added-links.ts'
import type { Inventory } from '../inventory/inventory.ts'

interface IdMapContext {
  readonly kinds: readonly ObjectKind[]
  readonly target: TargetJob
  readonly spool: Spool
  /** What an object of the source, which may be none of the items, was copied from. Absent: nothing of the source is a copy. */
  readonly ancestorsOf?: ((source: Ref) => Promise<readonly Ancestor[]>) | undefined
}

/** Which object of the target stands for which of the source. */
export class IdMap {
  /** Ids at the target, by kind and by the ids at the source: there may be a million. */
  readonly #targets = new Map<string, SpooledMap<string>>()
  readonly #spool: Spool
  readonly #items: Inventory['items']
  readonly #written: Inventory['written']
  readonly #bySourceId: ReadonlySet<string>
  readonly #target: TargetJob
  readonly #ancestorsOf: IdMapContext['ancestorsOf']
  readonly #found = new Map<string, Promise<Written | undefined>>()

  constructor(inventory: Pick<Inventory, 'items' | 'written'>, { kinds, target, spool, ancestorsOf }: IdMapContext) {
    this.#ancestorsOf = ancestorsOf
    this.#written = inventory.written
    this.#items = inventory.items
    this.#bySourceId = new Set(kinds.filter((kind) => kind.identity === 'source-id').map((kind) => kind.name))
    this.#target = target
    this.#spool = spool
  }

  set({ kind, id }: Ref, target: Ref): void {
    if (this.#writtenBefore({ kind, id })?.id === target.id) return
    const ofKind = this.#targets.get(kind) ?? new SpooledMap<string>(this.#spool)
    this.#targets.set(kind, ofKind.set(id, target.id))
  }

  /** What was taken for it is another object. */
  forget({ kind, id }: Ref): void {
    this.#targets.get(kind)?.delete(id)
  }

  get(source: Ref): Ref | undefined {
    const { kind } = source
    const known = this.#targets.get(kind)?.get(source.id)
    return known === undefined ? this.#writtenBefore(source) : { kind, id: known }
  }

  idsThere(source: Ref): readonly string[] {
    return idsOf(this.get(source), this.#items.get(source.kind)?.get(source.id))
  }

  /** True: the job copies it, or tries to. */
  isPlanned({ kind, id }: Ref): boolean {
    return this.#items.get(kind)?.has(id) ?? false
  }

  /** Whether an object of the source has this id, and its copy another one. undefined: there is none, or it has not arrived yet. */
  isRenamed(id: string): boolean | undefined {
    const copy = this.idAtTarget(id)
    return copy === undefined ? undefined : copy !== id
  }

  /** For texts: what stands at the target for an object with this id, of whatever kind. */
  idAtTarget(id: string): string | undefined {
    for (const kind of this.#bySourceId) {
      const copy = this.get({ kind, id })
      if (copy) return copy.id
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
    const known = this.#found.get(key) ?? this.#findByLineage(source, signal)
    this.#found.set(key, known)
    return known
  }

  /** A copy of it; on the way back, and by another road, what it was copied from. */
  async #findByLineage(source: Ref, signal: AbortSignal): Promise<Written | undefined> {
    const { kind, id } = source
    const copy = await this.#target.find?.(kind, id, signal)
    if (copy) return copy
    for (const ancestor of (await this.#ancestorsOf?.(source)) ?? []) {
      const found = await this.#target.find?.(kind, ancestor.id, signal)
      if (found) return found
    }
    return undefined
  }

  #writtenBefore({ kind, id }: Ref): Ref | undefined {
    return this.#bySourceId.has(kind) ? this.#written.get(kind)?.byId(id)?.target : undefined
  }
}
