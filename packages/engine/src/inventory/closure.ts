import {
  type Header,
  isUnreadable,
  type Listed,
  type Need,
  type ObjectKind,
  type Query,
  type Ref,
  refKey,
  type Source,
  type Spool,
  SpooledMap,
  type SpoolPlace,
  type Unreadable,
} from '@mlferry/core'
import type { LeftOut } from './count-rest.ts'
import { notListed } from './not-listed.ts'

export interface ClosureContext {
  readonly source: Source
  readonly kinds: readonly ObjectKind[]
  readonly spool: Spool
  readonly signal: AbortSignal
  /** The objects alone, with what holds them. */
  readonly only: boolean
  /** Which needs with a condition count. */
  readonly nestedRuns: boolean
  /** Fields and links too that cost a request for each object. */
  readonly thorough: boolean
  /** What of a kind is asked for within a selected object, as a query, and of what that lists. */
  readonly heldQuery: (kind: ObjectKind) => Query
  readonly narrowed: (kind: ObjectKind, headers: readonly Header[]) => readonly Header[]
  /** False: outside of what was asked for, so it does not come along. */
  readonly mayCome: (header: Header) => boolean
}

interface Entry {
  readonly slot: SpoolPlace
  readonly selected: boolean
  readonly because?: Ref
}

interface Origin {
  readonly selected: boolean
  readonly because?: Ref
}

const atOnce = 500

/**
 * Objects that were selected, and all that come along with them: what each kind says it needs, what these need, and so on, and what
 * holds each. Headers lie in the spool.
 */
export class Closure {
  readonly #context: ClosureContext
  readonly #entries = new Map<string, SpooledMap<Entry>>()
  readonly #unreadable = new Map<string, Unreadable>()
  /** Not yet looked at for what they need, by kind. */
  #fresh = new Map<string, string[]>()
  /** By kind: ids that were asked for, there or not. */
  readonly #asked = new Map<string, SpooledMap<true>>()
  #holders: Promise<readonly Ref[]> | undefined
  /** Of objects that come alone: what stays behind, by kind and by what it is to them. */
  #leaving: string | undefined
  readonly #leftOut = new Map<string, { readonly kind: string; readonly says: string; readonly ids: Set<string> }>()

  constructor(context: ClosureContext) {
    this.#context = context
  }

  /** How many objects of a kind there are, unreadable ones too. */
  size(kind: string): number {
    return this.#of(kind).size + [...this.#unreadable.values()].filter(({ ref }) => ref.kind === kind).length
  }

  /** What stays behind where objects come alone. */
  leftOut(): readonly LeftOut[] {
    return [...this.#leftOut.values()].map(({ kind, says, ids }) => ({ kind, count: ids.size, says }))
  }

  /** The object that needs this one. undefined: it was selected itself. */
  because({ kind, id }: Ref): Ref | undefined {
    return this.#of(kind).get(id)?.because
  }

  has({ kind, id }: Ref): boolean {
    return this.#of(kind).has(id)
  }

  *of(kind: string): Generator<Listed> {
    for (const [, { slot }] of this.#of(kind)) yield this.#context.spool.get<Header>(slot)
    for (const each of this.#unreadable.values()) if (each.ref.kind === kind) yield each
  }

  /** Takes objects in. One that is there already stays as it came first. */
  add(listed: readonly Listed[], origin: Origin = { selected: true }): void {
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

  /** Brings what all of these need, until nothing is missing. */
  async complete(): Promise<void> {
    while (this.#fresh.size > 0) {
      const fresh = this.#fresh
      this.#fresh = new Map()
      for (const kind of this.#context.kinds) {
        const ids = fresh.get(kind.name) ?? []
        for (let at = 0; at < ids.length; at += atOnce) await this.#bring(kind, ids.slice(at, at + atOnce))
      }
    }
  }

  async #bring(kind: ObjectKind, ids: readonly string[]): Promise<void> {
    const { kinds, only, nestedRuns } = this.#context
    const needs = (kind.needs ?? []).filter(({ when }) => when !== 'nestedRuns' || nestedRuns)
    const entries = await this.#whole(kind, { ids, needs })
    // What holds an object comes in any case.
    const scopes = entries.flatMap(({ header: { ref, scope } }) => (scope ? [[scope, ref] as const] : []))
    await this.#fetch(
      kinds.find(({ name }) => name === kind.scope),
      scopes,
    )
    for (const need of needs) {
      this.#leaving = only && need.when !== 'nestedRuns' ? need.says : undefined
      const having = need.when === 'selected' ? entries.filter(({ selected }) => selected) : entries
      const headers = having.map(({ header }) => header)
      if (need.held) await this.#fetchHeld(kind, need, headers)
      else if (need.linkedBy) await this.#fetchLinked(need, kind, headers)
      else await this.#fetchNamed(need, headers)
    }
    this.#leaving = undefined
  }

  /** With the links that their listing left out, where a need asks for these. */
  async #whole(kind: ObjectKind, { ids, needs }: { readonly ids: readonly string[]; readonly needs: readonly Need[] }) {
    const { source, spool, signal } = this.#context
    const entries = ids.flatMap((id) => {
      const entry = this.#of(kind.name).get(id)
      return entry ? [{ ...entry, header: spool.get<Header>(entry.slot) }] : []
    })
    const fields = needs.flatMap(({ links }) => links ?? [])
    const lacking = entries.filter(({ header }) => header.unlisted?.some((field) => fields.includes(field)))
    if (lacking.length === 0 || !source.withAllLinks) return entries
    const found = await source.withAllLinks(
      lacking.map(({ header }) => header),
      signal,
    )
    const completed = new Map(found.flatMap((each) => (isUnreadable(each) ? [] : [[each.ref.id, each] as const])))
    return entries.map((entry) => {
      const header = completed.get(entry.header.ref.id)
      if (!header) return entry
      const { selected, because } = entry
      const slot = spool.add(header)
      this.#of(kind.name).set(header.ref.id, { slot, selected, ...(because ? { because } : {}) })
      return { ...entry, slot, header }
    })
  }

  async #fetchNamed({ kinds = [], links = [], ids }: Need, headers: readonly Header[]): Promise<void> {
    for (const name of kinds) {
      const named = headers.flatMap((header) => {
        const linked = header.links.filter(({ field, to }) => links.includes(field) && to.kind === name)
        const refs = [...linked.map(({ to }) => to), ...(ids?.(header) ?? []).map((id) => ({ kind: name, id }))]
        return refs.map((ref) => [ref, header.ref] as const)
      })
      const kind = this.#context.kinds.find((each) => each.name === name)
      // What is known by its name within a scope lies beside what names it; elsewhere it is not looked for.
      const beside = kind?.scope !== undefined && typeof kind.identity === 'function'
      const scopes = beside ? headers.flatMap(({ scope }) => scope ?? []) : []
      await this.#fetch(
        kind,
        named,
        beside ? { scopes: [...new Map(scopes.map((each) => [each.id, each])).values()] } : {},
      )
    }
  }

  /** Objects by id, each with the one that needs it. */
  async #fetch(
    kind: ObjectKind | undefined,
    wanted: readonly (readonly [Ref, Ref])[],
    within: Pick<Query, 'scopes'> = {},
  ): Promise<void> {
    if (!kind) return
    const { spool } = this.#context
    const asked = this.#asked.get(kind.name) ?? new SpooledMap<true>(spool)
    this.#asked.set(kind.name, asked)
    const because = new Map<string, Ref>()
    for (const [{ id }, of] of wanted) {
      if (this.#of(kind.name).has(id) || asked.has(id) || because.has(id)) continue
      if (this.#leaving === undefined) asked.set(id, true)
      because.set(id, of)
    }
    const ids = [...because.keys()]
    if (ids.length === 0) return
    await this.#list(kind, { ...within, ids, includeDeleted: true }, ({ ref }) => because.get(ref.id))
  }

  async #fetchHeld(holder: ObjectKind, { kinds }: Need, headers: readonly Header[]): Promise<void> {
    const held = this.#context.kinds.filter(
      ({ name, scope }) => scope === holder.name && (kinds?.includes(name) ?? true),
    )
    const scopes = headers.map(({ ref }) => ref)
    for (const kind of scopes.length === 0 ? [] : held) await this.#listHeld(kind, scopes)
  }

  /** Everything of a kind that is held by what came so far, selected or not. */
  async addAllHeld(name: string): Promise<void> {
    const kind = this.#context.kinds.find((each) => each.name === name)
    const scopes = kind?.scope ? [...this.#of(kind.scope).keys()].map((id) => ({ kind: kind.scope ?? '', id })) : []
    if (!kind || scopes.length === 0) return
    await this.#listHeld(kind, scopes)
    await this.complete()
  }

  async #listHeld(kind: ObjectKind, scopes: readonly Ref[]): Promise<void> {
    const query = { ...this.#context.heldQuery(kind), scopes }
    const asked = new Map(scopes.map((scope) => [scope.id, scope]))
    const because = ({ scope }: Header) => asked.get(scope?.id ?? '')
    const { narrowed } = this.#context
    if (!kind.inOrder) return await this.#list(kind, query, because)
    // Which version is the newest of its stage is known when all are listed.
    const all: Header[] = []
    await this.#list(kind, query, (header) => void all.push(header))
    for (const header of narrowed(kind, all)) this.#take(header, because(header))
  }

  /** A source that cannot search by links lists all: what it lists with all its links is looked at here. */
  async #fetchLinked({ kinds = [], linkedBy: fields = [] }: Need, to: ObjectKind, headers: readonly Header[]) {
    // What a selected object holds was asked for with all that lies beside it.
    const apart = headers.filter((header) => !this.#isHeldWhole(header))
    const ids = new Set(apart.map(({ ref }) => ref.id))
    if (ids.size === 0) return
    const linkedTo = { kind: to.name, fields, ids: [...ids] }
    const named = (header: Header) =>
      header.links.find(({ field, to: ref }) => fields.includes(field) && ref.kind === to.name && ids.has(ref.id))
    const isTold = (header: Header) => !header.unlisted?.some((field) => fields.includes(field))
    const because = (header: Header) => named(header)?.to ?? (isTold(header) ? undefined : apart[0]?.ref)
    for (const kind of this.#context.kinds.filter(({ name }) => kinds.includes(name))) {
      const scopes = kind.scope ? { scopes: await this.#allOf(kind.scope) } : {}
      await this.#list(kind, { ...scopes, linkedTo, includeDeleted: true }, because)
    }
  }

  /** Everything at the source that may hold objects: what names another need not lie beside it. */
  #allOf(holder: string): Promise<readonly Ref[]> {
    this.#holders ??= (async () => {
      const refs: Ref[] = []
      const { source, signal } = this.#context
      for await (const page of source.list(holder, { includeDeleted: true }, signal))
        refs.push(...page.map(({ ref }) => ref))
      return refs
    })()
    return this.#holders
  }

  #isHeldWhole({ scope }: Header): boolean {
    return scope !== undefined && this.#of(scope.kind).get(scope.id)?.selected === true
  }

  async #list(kind: ObjectKind, query: Query, because: (header: Header) => Ref | undefined): Promise<void> {
    const { source, thorough, signal } = this.#context
    try {
      for await (const page of source.list(kind.name, { ...query, thorough }, signal)) {
        this.add(page.filter(isUnreadable))
        for (const each of page) if (!isUnreadable(each)) this.#take(each, because(each))
      }
    } catch (error) {
      this.add([notListed(error, kind)])
    }
  }

  #take(header: Header, because: Ref | undefined): void {
    if (!because) return
    if (this.#leaving === undefined) this.add([header], { selected: false, because })
    else this.#leave(header, this.#leaving)
  }

  #leave({ ref: { kind, id } }: Header, says: string): void {
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
