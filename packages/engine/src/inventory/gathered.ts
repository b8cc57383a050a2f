import {
  type Header,
  isUnreadable,
  type Listed,
  type Ref,
  refKey,
  type Spool,
  SpooledMap,
  type SpoolPlace,
  type Unreadable,
} from '@mlferry/core'
import type { LeftOut } from './count-rest.ts'

/** How an object came to be taken in. */
export interface Origin {
  readonly selected: boolean
  /** The object that needs it. */
  readonly because?: Ref
}

interface Entry extends Origin {
  readonly slot: SpoolPlace
}

interface GatheredContext {
  readonly spool: Spool
  /** False: outside of what was asked for, so it does not come along. */
  readonly mayCome: (header: Header) => boolean
}

/** Objects that were taken in so far, and those that stay behind. Headers lie in the spool. */
export class Gathered {
  readonly #context: GatheredContext
  readonly #entries = new Map<string, SpooledMap<Entry>>()
  readonly #unreadable = new Map<string, Unreadable>()
  /** Not yet looked at for what they need, by kind. */
  #fresh = new Map<string, string[]>()
  readonly #leftOut = new Map<string, { readonly kind: string; readonly says: string; readonly ids: Set<string> }>()

  constructor(context: GatheredContext) {
    this.#context = context
  }

  /** How many objects of a kind there are, unreadable ones too. */
  size(kind: string): number {
    return this.#of(kind).size + [...this.#unreadable.values()].filter(({ ref }) => ref.kind === kind).length
  }

  leftOut(): readonly LeftOut[] {
    return [...this.#leftOut.values()].map(({ kind, says, ids }) => ({ kind, count: ids.size, says }))
  }

  has({ kind, id }: Ref): boolean {
    return this.#of(kind).has(id)
  }

  originOf({ kind, id }: Ref): Origin | undefined {
    return this.#of(kind).get(id)
  }

  refs(kind: string): Ref[] {
    return Array.from(this.#of(kind).keys(), (id) => ({ kind, id }))
  }

  *of(kind: string): Generator<Listed> {
    for (const [, { slot }] of this.#of(kind)) yield this.#context.spool.get<Header>(slot)
    for (const each of this.#unreadable.values()) if (each.ref.kind === kind) yield each
  }

  /** Those of these ids that are there, with their headers. */
  entries(kind: string, ids: readonly string[]): { readonly header: Header; readonly selected: boolean }[] {
    return ids.flatMap((id) => {
      const entry = this.#of(kind).get(id)
      return entry ? [{ header: this.#context.spool.get<Header>(entry.slot), selected: entry.selected }] : []
    })
  }

  /** Takes objects in. One that is there already stays as it came first. */
  add(listed: readonly Listed[], origin: Origin): void {
    for (const each of listed) {
      const { kind, id } = each.ref
      if (isUnreadable(each)) {
        this.#unreadable.set(refKey(each.ref), each)
        continue
      }
      if (this.has(each.ref) || (origin.because && !this.#context.mayCome(each))) continue
      this.#of(kind).set(id, { slot: this.#context.spool.add(each), ...origin })
      const fresh = this.#fresh.get(kind) ?? []
      fresh.push(id)
      this.#fresh.set(kind, fresh)
    }
  }

  /** The same object with more of its links. */
  complete(header: Header): void {
    const { kind, id } = header.ref
    const entry = this.#of(kind).get(id)
    if (entry) this.#of(kind).set(id, { ...entry, slot: this.#context.spool.add(header) })
  }

  /** Ids by kind that came since this was asked for last. */
  takeFresh(): ReadonlyMap<string, readonly string[]> {
    const fresh = this.#fresh
    this.#fresh = new Map()
    return fresh
  }

  /** Counts an object that stays behind, with what it is to those that came. */
  leave({ ref: { kind, id } }: Header, says: string): void {
    if (this.#of(kind).has(id)) return
    const left = this.#leftOut.get(`${kind} ${says}`) ?? { kind, says, ids: new Set<string>() }
    this.#leftOut.set(`${kind} ${says}`, left)
    left.ids.add(id)
  }

  #of(kind: string): SpooledMap<Entry> {
    const known = this.#entries.get(kind)
    if (known) return known
    const made = new SpooledMap<Entry>(this.#context.spool)
    this.#entries.set(kind, made)
    return made
  }
}
