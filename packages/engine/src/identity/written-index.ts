import { contentOf, type Header, type ObjectKind, type Ref, type Spool, SpooledMap, type Written } from '@mlferry/core'
import type { Item } from '../inventory/inventory.ts'
import { writtenKey } from '../inventory/written-key.ts'
import { isOriginal, type Match, type Relation } from './match.ts'
import { lineagesAt, lineagesOf } from './merged.ts'
import { entryOf, relationOf, sameObject, selfAt, selfOf } from './relation.ts'

export interface WrittenIndexContext {
  readonly kind: ObjectKind
  readonly items: SpooledMap<Item>
  readonly spool: Spool
  /** Address of the server that the data of the source come from. */
  readonly sourceUri: string
  /** Address of the target. */
  readonly targetUri: string
  /** Of the kind that holds this one. */
  readonly holders: WrittenIndex | undefined
  readonly holderItems: SpooledMap<Item> | undefined
  /** Some object of the source is a copy. */
  readonly hasCopies: boolean
  /** Only copies of the source's objects count, not what these are, or came from. */
  readonly asNewCopies: boolean
}

/** What the target has of one kind, to be found by what it came from, by what it is, and by its name. */
export class WrittenIndex {
  readonly #context: WrittenIndexContext
  /** As `writtenKey` has it: by name; where the id tells, by the id that the mark names. */
  readonly #byKey: SpooledMap<Written>
  readonly #bySource: SpooledMap<Written>
  readonly #byOwn: SpooledMap<Written>
  readonly #byFirst: SpooledMap<Written>
  /** Of a kind that renames: by all that each stands for. */
  readonly #byLineage = new Map<string, Written[]>()
  /** Something went into something of another origin, here or at the source. */
  #hasMerged = false

  #home: boolean | undefined
  #lastPlaces: { readonly id: string; readonly places: readonly Match[] } | undefined

  constructor(context: WrittenIndexContext) {
    const { spool } = context
    this.#context = context
    this.#byKey = new SpooledMap<Written>(spool)
    this.#bySource = new SpooledMap<Written>(spool)
    this.#byOwn = new SpooledMap<Written>(spool)
    this.#byFirst = new SpooledMap<Written>(spool)
  }

  /** Whether a scope of the target may hold originals of what is copied. */
  mayHoldOriginals(holder: Match | undefined): boolean {
    return !this.#context.asNewCopies && (this.#context.hasCopies || (holder !== undefined && isOriginal(holder)))
  }

  /** `holder`: what its scope is at the source. */
  add(written: Written, holder: Ref | undefined): void {
    const { kind } = this.#context
    const [source, first] = written.ancestors ?? []
    const named = kind.identity !== 'source-id'
    if (named || written.ours || kind.keepsId) setBest(this.#byKey, writtenKey(kind, written.key, holder), written)
    if (named && source) setBest(this.#bySource, entryOf(kind, source), written)
    // Most jobs need no more than the key of each, and there may be a million.
    if (named || !written.ours || this.#context.hasCopies) setBest(this.#byOwn, entryOf(kind, selfAt(written)), written)
    if (first) setBest(this.#byFirst, entryOf(kind, first), written)
    if (!kind.renames) return
    if (written.merged) this.#hasMerged = true
    for (const entry of new Set(lineagesAt(written).map((each) => entryOf(kind, each)))) {
      this.#byLineage.set(entry, [...(this.#byLineage.get(entry) ?? []), written])
    }
  }

  /** By its key alone: see `writtenKey`. */
  get(key: string): Written | undefined {
    return this.#byKey.get(key)
  }

  /** Earlier copies from this source with links that are not set yet: another source means other objects by the same ids. */
  *waiting(): Generator<Written> {
    for (const written of this.#byKey.values()) {
      const { uri = this.#context.sourceUri } = written.ancestors?.[0] ?? {}
      if (written.ours && written.pending.length > 0 && uri === this.#context.sourceUri) yield written
    }
  }

  /** For a kind that is recognised by ids: what stands for an object of the source that may be none of the items. */
  byId(id: string): Written | undefined {
    const item = this.#isPlain ? undefined : this.#context.items.get(id)
    if (item) return this.match(item)?.written
    return this.#byKey.get(id) ?? this.#byFirst.get(id) ?? (this.#context.hasCopies ? this.#byOwn.get(id) : undefined)
  }

  match(item: Item): Match | undefined {
    for (const written of this.#candidates(item)) {
      const relation = this.#relation(item, written)
      if (this.#accepts(item, { written, relation })) return { written, relation }
    }
    const { kind } = this.#context
    if (kind.identity === 'source-id') return undefined
    const [merged] = this.#merged(item)
    if (merged) return { written: merged, relation: 'other' }
    const written = this.#byKey.get(writtenKey(kind, item.key, item.scope))
    return written && this.#byName(item, written)
  }

  /**
   * Everything at the target that may hold what an object of the source holds, what stands for it first: of what one store has under one
   * name another may have several.
   */
  places(item: Item): readonly Match[] {
    const match = this.match(item)
    if (!match) return []
    const others = this.#merged(item).filter(({ target }) => target.id !== match.written.target.id)
    return [match, ...others.map((written) => ({ written, relation: 'other' as const }))]
  }

  namesake(item: Item): Written | undefined {
    const { kind } = this.#context
    if (kind.identity === 'source-id') return undefined
    const written = this.#byKey.get(writtenKey(kind, item.key, item.scope))
    const owner = written && kind.renames && this.#nearerTo(written, item)
    return owner && owner.key !== item.key ? written : undefined
  }

  isInOriginal(item: Item): boolean {
    const holder = this.#holderOf(item)
    return holder !== undefined && isOriginal(holder)
  }

  get #isPlain(): boolean {
    const { kind } = this.#context
    return kind.identity === 'source-id' && !kind.keepsId && this.#byOwn.size === 0 && this.#byFirst.size === 0
  }

  #byName(item: Item, written: Written): Match | undefined {
    const relation = this.#relation(item, written)
    const { asNewCopies } = this.#context
    // It waits for its new name, which another object of the source got.
    const { kind } = this.#context
    if (kind.renames && relation === 'other' && !isSentElsewhere(kind, item) && this.#isAnothers(item, written))
      return undefined
    if (relation !== 'copy' && (relation === 'other' || asNewCopies)) {
      const free = written.builtIn && written.ancestors === undefined && !this.#isHome()
      return { written, relation: 'other', ...(free ? { free } : {}) }
    }
    return { written, relation }
  }

  /** What has something in common with an object by what went into either; empty for most. */
  #merged(item: Item): readonly Written[] {
    const { kind, asNewCopies } = this.#context
    if (!kind.renames || (!this.#hasMerged && item.merged.length === 0) || isSentElsewhere(kind, item)) return []
    const all = asNewCopies ? [selfOf(item)] : lineagesOf(item)
    const found = all.flatMap((each) =>
      each.created === undefined ? [] : (this.#byLineage.get(entryOf(kind, each)) ?? []),
    )
    const prefix = prefixOf(item)
    return [...new Set(found)].filter(({ key }) => key.startsWith(prefix))
  }

  /** Best first. */
  *#candidates(item: Item): Generator<Written> {
    const { kind } = this.#context
    const found = function* (map: SpooledMap<Written>, entries: readonly string[]) {
      for (const entry of entries) {
        const written = map.get(entry)
        if (written) yield written
      }
    }
    // It goes where the user says, whatever is elsewhere.
    if (isSentElsewhere(kind, item)) return
    const self = entryOf(kind, selfOf(item))
    const ancestors = item.ancestors.map((each) => entryOf(kind, each))
    if (kind.identity === 'source-id' && this.#isPlain) return yield* found(this.#byKey, [self])
    yield* found(this.#byOwn, [self])
    yield* this.#copyOfItsName(item)
    if (kind.identity === 'source-id') yield* found(this.#byKey, [self])
    else yield* found(this.#bySource, [...new Set([self, entryOf(kind, { id: item.ref.id })])])
    yield* found(this.#byOwn, ancestors)
    yield* found(this.#byFirst, [self])
    yield* found(kind.identity === 'source-id' ? this.#byKey : this.#bySource, ancestors)
    yield* found(this.#byFirst, ancestors)
  }

  /** There may be several, under names that users gave. */
  *#copyOfItsName(item: Item): Generator<Written> {
    const { kind } = this.#context
    const written = kind.renames ? this.#byKey.get(writtenKey(kind, item.key, item.scope)) : undefined
    if (written && this.#relation(item, written) === 'copy') yield written
  }

  /** The target is where some object of the source came from: on the way back nothing of it is taken. */
  #isHome(): boolean {
    this.#home ??= this.#holdsOriginals()
    return this.#home
  }

  #holdsOriginals(): boolean {
    for (const item of this.#context.items.values()) if (this.#holdsOriginalOf(item)) return true
    return false
  }

  #holdsOriginalOf(item: Item): boolean {
    for (const written of this.#candidates(item)) {
      const relation = this.#relation(item, written)
      if (isOriginal({ relation })) return true
    }
    return false
  }

  #relation(item: Item, written: Written): Relation {
    const { kind, sourceUri } = this.#context
    return kind.keepsId ? this.#relationOfKept(item, written) : relationOf(item, written, { kind, sourceUri })
  }

  /** The id is the same at every store, so what holds the two tells more. */
  #relationOfKept(item: Item, { ancestors, content, ours }: Written): Relation {
    const { sourceUri, targetUri, spool } = this.#context
    const holder = this.#holderOf(item)
    const [source] = ancestors ?? []
    if (ours && (!source || source.uri === sourceUri)) return 'copy'
    if (holder && isOriginal(holder)) return holder.relation
    if (ours) return holder && isRelated(holder) ? holder.relation : relationByHops(item, ancestors)
    if (item.ancestors.length === 0) return 'copy'
    const cameFromThere = item.ancestors.some(({ uri }) => uri === targetUri)
    const isEqual = () => content !== undefined && content === contentOf(spool.get<Header>(item.slot))
    // Else it was begun by a job that was killed.
    return cameFromThere || isEqual() ? 'ancestor' : 'copy'
  }

  #accepts(item: Item, match: Match): boolean {
    const { written, relation } = match
    const { asNewCopies } = this.#context
    if (relation === 'other' || (asNewCopies && relation !== 'copy')) return false
    if (!this.#hasFittingName(item, match)) return false
    if (relation === 'copy' || relation === 'itself') return true
    return this.#isInPlace(item, written) && !this.#isAnothers(item, written)
  }

  #hasFittingName(item: Item, { written, relation }: Match): boolean {
    const { kind } = this.#context
    if (kind.identity === 'source-id' || written.key === item.key) return true
    if (!kind.renames) return false
    return relation === 'itself' || relation === 'ancestor' || written.key.startsWith(prefixOf(item))
  }

  /** A copy beside it, at the same source, is another object there: it has to have a place of its own. */
  #isInPlace(item: Item, { scope }: Written): boolean {
    const places = this.#placesOf(item)
    return !scope || places.length === 0 || places.some(({ written }) => written.target.id === scope.id)
  }

  /** Another object of this job stands nearer to it. */
  #isAnothers(item: Item, written: Written): boolean {
    return this.#nearerTo(written, item) !== undefined
  }

  #nearerTo(written: Written, item: Item): Item | undefined {
    const { kind, items } = this.#context
    const isSame = sameObject(kind)
    for (const each of [written.ancestors?.[0], selfAt(written)]) {
      const nearer = each && each.id !== item.ref.id ? items.get(each.id) : undefined
      if (each && nearer && isSame(each, selfOf(nearer))) return nearer
    }
    return undefined
  }

  #holderOf(item: Item): Match | undefined {
    return this.#placesOf(item)[0]
  }

  /** What may hold it at the target. Objects of one holder are asked for one after the other. */
  #placesOf({ scope }: Item): readonly Match[] {
    const { holders, holderItems } = this.#context
    if (!scope || !holders) return []
    if (this.#lastPlaces?.id === scope.id) return this.#lastPlaces.places
    const holder = holderItems?.get(scope.id)
    const places = holder ? holders.places(holder) : []
    this.#lastPlaces = { id: scope.id, places }
    return places
  }
}

/** Of two with one key the one that is whole. */
function setBest(map: SpooledMap<Written>, key: string, written: Written): void {
  const known = map.get(key)
  if (!known || (known.sealed === undefined && written.sealed !== undefined)) map.set(key, written)
}

/** It was given another name on the way, which is more than a prefix. */
function isSentElsewhere(kind: ObjectKind, { key, listedKey }: Item): boolean {
  if (kind.identity === 'source-id' || key === listedKey) return false
  return !kind.renames || !key.endsWith(listedKey)
}

/** That the user gives to every name. */
function prefixOf({ key, listedKey }: Item): string {
  return key.slice(0, key.length - listedKey.length)
}

/**
 * What holds it came from elsewhere and tells nothing. A copy of an original has one hop in its mark, a copy of a copy two: with another
 * number it came by another road.
 */
function relationByHops(item: Item, ancestors: Written['ancestors'] = []): Relation {
  if (item.ancestors.length === 0) return ancestors.length > 1 ? 'descendant' : 'copy'
  return ancestors.length === 1 ? 'relative' : 'copy'
}

function isRelated({ relation }: Match): boolean {
  return relation === 'descendant' || relation === 'relative'
}
