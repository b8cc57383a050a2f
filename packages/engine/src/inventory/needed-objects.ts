import {
  type Header,
  isUnreadable,
  type Need,
  type ObjectKind,
  type Query,
  type Ref,
  type Source,
  type Spool,
  SpooledMap,
  unlistedKind,
} from '@mlferry/core'
import type { Gathered } from './gathered.ts'

export interface NeededContext {
  readonly source: Source
  readonly kinds: readonly ObjectKind[]
  readonly spool: Spool
  readonly signal: AbortSignal
  /** Fields and links too that cost a request for each object. */
  readonly thorough: boolean
  /** What of a kind is asked for within a selected object, as a query, and of what that lists. */
  readonly heldQuery: (kind: ObjectKind) => Query
  readonly narrowed: (kind: ObjectKind, headers: readonly Header[]) => readonly Header[]
}

/** What needs the objects that are looked for. */
interface Asking {
  readonly kind: ObjectKind
  readonly headers: readonly Header[]
  /** They stay behind, and are this to what needs them. Absent: they come along. */
  readonly leaving?: string | undefined
}

/** Lists what objects need at the source, and gathers it. */
export class NeededObjects {
  readonly #context: NeededContext
  readonly #gathered: Gathered
  /** By kind: ids that were asked for, there or not. */
  readonly #asked = new Map<string, SpooledMap<true>>()
  #holders: Promise<readonly Ref[]> | undefined

  constructor(gathered: Gathered, context: NeededContext) {
    this.#gathered = gathered
    this.#context = context
  }

  async bring(need: Need, asking: Asking): Promise<void> {
    if (need.held) await this.#bringHeld(need, asking)
    else if (need.linkedBy) await this.#bringLinked(need, asking)
    else await this.#bringNamed(need, asking)
  }

  /** What holds these. */
  async bringHolders(kind: ObjectKind, headers: readonly Header[]): Promise<void> {
    const holder = this.#context.kinds.find(({ name }) => name === kind.scope)
    const wanted = headers.flatMap(({ ref, scope }) => (scope ? [[scope, ref] as const] : []))
    await this.#listByIds(holder, wanted, {})
  }

  /** Everything of a kind within these. */
  async bringAllIn(scopes: readonly Ref[], kind: ObjectKind, leaving?: string): Promise<void> {
    const query = { ...this.#context.heldQuery(kind), scopes }
    const asked = new Map(scopes.map((scope) => [scope.id, scope]))
    const because = ({ scope }: Header) => asked.get(scope?.id ?? '')
    if (!kind.numbered) return await this.#list(kind, query, (each) => this.#take(each, because(each), leaving))
    // Which version is the newest of its stage is known when all are listed.
    const all: Header[] = []
    await this.#list(kind, query, (each) => void all.push(each))
    for (const header of this.#context.narrowed(kind, all)) this.#take(header, because(header), leaving)
  }

  async #bringHeld({ kinds }: Need, { kind: holder, headers, leaving }: Asking): Promise<void> {
    const held = this.#context.kinds.filter(
      ({ name, scope }) => scope === holder.name && (kinds?.includes(name) ?? true),
    )
    const scopes = headers.map(({ ref }) => ref)
    for (const kind of scopes.length === 0 ? [] : held) await this.bringAllIn(scopes, kind, leaving)
  }

  async #bringNamed({ kinds = [], links = [], ids }: Need, { headers, leaving }: Asking): Promise<void> {
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
      const within = beside ? { scopes: [...new Map(scopes.map((each) => [each.id, each])).values()] } : {}
      await this.#listByIds(kind, named, { within, leaving })
    }
  }

  /** A source that cannot search by links lists all: what it lists with all its links is looked at here. */
  async #bringLinked({ kinds = [], linkedBy: fields = [] }: Need, { kind: to, headers, leaving }: Asking) {
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
      const query = { ...scopes, linkedTo, includeDeleted: true }
      await this.#list(kind, query, (each) => this.#take(each, because(each), leaving))
    }
  }

  /** Objects by id, each with the one that needs it. */
  async #listByIds(
    kind: ObjectKind | undefined,
    wanted: readonly (readonly [Ref, Ref])[],
    { within = {}, leaving }: { readonly within?: Pick<Query, 'scopes'>; readonly leaving?: string | undefined },
  ): Promise<void> {
    if (!kind) return
    const asked = this.#asked.get(kind.name) ?? new SpooledMap<true>(this.#context.spool)
    this.#asked.set(kind.name, asked)
    const because = new Map<string, Ref>()
    for (const [{ id }, of] of wanted) {
      if (this.#gathered.has({ kind: kind.name, id }) || asked.has(id) || because.has(id)) continue
      if (leaving === undefined) asked.set(id, true)
      because.set(id, of)
    }
    const ids = [...because.keys()]
    if (ids.length === 0) return
    const query = { ...within, ids, includeDeleted: true }
    await this.#list(kind, query, (each) => this.#take(each, because.get(each.ref.id), leaving))
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
    return scope !== undefined && this.#gathered.originOf(scope)?.selected === true
  }

  async #list(kind: ObjectKind, query: Query, found: (header: Header) => void): Promise<void> {
    const { source, thorough, signal } = this.#context
    try {
      for await (const page of source.list(kind.name, { ...query, thorough }, signal)) {
        this.#gathered.add(page.filter(isUnreadable), { selected: true })
        for (const each of page) if (!isUnreadable(each)) found(each)
      }
    } catch (error) {
      this.#gathered.add([unlistedKind(kind.name, error)], { selected: true })
    }
  }

  #take(header: Header, because: Ref | undefined, leaving: string | undefined): void {
    if (!because) return
    if (leaving === undefined) this.#gathered.add([header], { selected: false, because })
    else this.#gathered.leave(header, leaving)
  }
}
