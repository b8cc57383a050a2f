import { contentOf, type Header, type ObjectKind, type Ref, refKey, type SpoolPlace } from '@mlferry/core'
import { keyOf } from '../conflict/rename-item.ts'
import { pairByLineage } from './pair-by-lineage.ts'

/** One listed object: what pairs it, and where its header lies. */
export interface Entry {
  readonly ref: Ref
  readonly scope?: Ref
  readonly slot: SpoolPlace
  readonly fingerprint: string
  readonly keys: Keys
}

interface Keys {
  /** By which its kind recognises it: a name, or its id. */
  readonly key: string
  readonly copyOf?: string
  readonly origin?: string
  /** As another tool noted it. */
  readonly noted?: string
  readonly likeness?: string
  /** See `lineageOfHeader`. Absent: its name counts. */
  readonly lineage?: readonly string[]
  /** Of what has a likeness: tells several alike apart. */
  readonly content?: string
}

export interface Pairing {
  readonly pairs: readonly { readonly source: Entry; readonly target: Entry }[]
  readonly missing: readonly Entry[]
  /** More copies beside the one that is paired, in the same place. */
  readonly doubled: readonly { readonly source: Entry; readonly target: Entry }[]
  readonly extra: readonly Entry[]
}

export function keysOf(kind: ObjectKind, header: Header): Keys {
  const { copyOf, origin } = header
  const noted = kind.notedIdentity?.(header)
  return {
    key: keyOf(kind, header),
    ...(copyOf === undefined ? {} : { copyOf }),
    ...(origin === undefined ? {} : { origin: origin.id }),
    ...(noted === undefined ? {} : { noted }),
    ...(kind.likeness ? likenessOf(kind.likeness(header), header) : {}),
  }
}

function likenessOf(likeness: string, header: Header): Pick<Keys, 'likeness' | 'content'> {
  const content = contentOf(header)
  return { likeness, ...(content === undefined ? {} : { content }) }
}

type Rule = readonly [source: (keys: Keys) => string | undefined, target: (keys: Keys) => string | undefined]

/** Best first: what mlferry noted, the same id, a common origin in either direction, what another tool noted. */
const byId: readonly Rule[] = [
  [({ key }) => key, ({ copyOf }) => copyOf],
  [({ key }) => key, ({ origin }) => origin],
  [({ key }) => key, ({ key }) => key],
  [({ origin }) => origin, ({ origin }) => origin],
  [({ copyOf }) => copyOf, ({ key }) => key],
  [({ origin }) => origin, ({ key }) => key],
  [({ key }) => key, ({ noted }) => noted],
]

const byName: readonly Rule[] = [
  [({ key }) => key, ({ key }) => key],
  [({ key }) => key, ({ noted }) => noted],
]

interface PairingContext {
  readonly kind: ObjectKind
  /** The target's object that stands for one of the source. */
  readonly targetOf: (source: Ref) => Ref | undefined
}

/** Finds the copy of every object of one kind. Pure. */
export function pairObjects(
  sources: readonly Entry[],
  targets: readonly Entry[],
  { kind, targetOf }: PairingContext,
): Pairing {
  const found = new Map<Entry, Entry>()
  const taken = new Set<Entry>()
  const doubled: { source: Entry; target: Entry }[] = []
  const named = kind.identity !== 'source-id'
  pairByLineage(sources, targets, (source, target) => {
    found.set(source, target)
    taken.add(target)
  })
  for (const [sourceKey, targetKey] of named ? byName : byId) {
    const keyAt = (entry: Entry) => {
      const key = targetKey(entry.keys)
      return named ? withinScope(entry.scope, key) : key
    }
    const sourceKeyAt = (entry: Entry) => {
      const key = sourceKey(entry.keys)
      const scope = entry.scope && targetOf(entry.scope)
      return named && entry.scope ? scope && withinScope(scope, key) : key
    }
    const candidates = groupBy(targets, (entry) => (taken.has(entry) ? undefined : keyAt(entry)))
    for (const [key, ours] of groupBy(sources, (entry) => (found.has(entry) ? undefined : sourceKeyAt(entry)))) {
      const left = (candidates.get(key) ?? []).filter((entry) => !taken.has(entry))
      for (const source of ours) {
        const target = bestOf(left, source, targetOf)
        if (!target) break
        left.splice(left.indexOf(target), 1)
        found.set(source, target)
        taken.add(target)
      }
      const [source] = ours
      const target = source && found.get(source)
      for (const each of left) {
        if (!target || each.scope?.id !== target.scope?.id) continue
        taken.add(each)
        doubled.push({ source, target: each })
      }
    }
  }
  pairByLikeness(sources, targets, { found, taken, targetOf })
  return {
    pairs: [...found].map(([source, target]) => ({ source, target })),
    missing: sources.filter((entry) => !found.has(entry)),
    doubled,
    extra: targets.filter((entry) => !taken.has(entry)),
  }
}

/** A name means something only within what holds it. */
function withinScope(scope: Ref | undefined, key: string | undefined): string | undefined {
  return scope && key !== undefined ? `${refKey(scope)}\n${key}` : key
}

interface Likeness {
  readonly found: Map<Entry, Entry>
  readonly taken: Set<Entry>
  readonly targetOf: PairingContext['targetOf']
}

/**
 * What has no note at all: by what it is like, as long as both sides have just one such. Of several alike, those with the same content
 * are each other's copies. A copy that names another source is none.
 */
function pairByLikeness(sources: readonly Entry[], targets: readonly Entry[], { found, taken, targetOf }: Likeness) {
  const left = sources.filter((entry) => !found.has(entry))
  const free = targets.filter(({ keys }) => keys.copyOf === undefined && keys.noted === undefined)
  const pair = (source: Entry, target: Entry) => {
    found.set(source, target)
    taken.add(target)
  }
  const isFree = (entry: Entry) => !taken.has(entry)
  const theirs = groupBy(free, (entry) => (isFree(entry) ? likenessKey(entry, entry.scope) : undefined))
  const ours = groupBy(left, (entry) => likenessKey(entry, entry.scope && targetOf(entry.scope)))
  for (const [key, alike] of ours) {
    const copies = theirs.get(key) ?? []
    const [source, target] = [alike[0], copies[0]]
    if (source && target && alike.length === 1 && copies.length === 1) pair(source, target)
    else
      for (const each of alike)
        for (const copy of copies.filter(isFree).filter(sameContent(each)).slice(0, 1)) pair(each, copy)
  }
}

function sameContent({ keys }: Entry): (copy: Entry) => boolean {
  return (copy) => keys.content !== undefined && copy.keys.content === keys.content
}

/** Within what holds it; undefined where that is not at the target. */
function likenessKey({ keys: { likeness }, scope: own }: Entry, scope: Ref | undefined): string | undefined {
  return own && !scope ? undefined : withinScope(scope, likeness)
}

/** In its place, and the same one or with the same content: objects may share what they are recognised by. */
function bestOf(copies: readonly Entry[], source: Entry, targetOf: PairingContext['targetOf']): Entry | undefined {
  const there = copies.filter((copy) => inPlace(source, copy, targetOf))
  const near = there.length > 0 ? there : copies
  // A directory keeps ids: of twins with the same content each has times of its own.
  const same = near.find(({ ref }) => ref.id === source.ref.id)
  return same ?? near.find(({ fingerprint }) => fingerprint === source.fingerprint) ?? near[0]
}

function inPlace(source: Entry, target: Entry, targetOf: PairingContext['targetOf']): boolean {
  const scope = source.scope && targetOf(source.scope)
  return scope !== undefined && target.scope !== undefined && refKey(scope) === refKey(target.scope)
}

function groupBy(entries: readonly Entry[], keyOf: (entry: Entry) => string | undefined): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = keyOf(entry)
    if (key === undefined) continue
    const group = groups.get(key)
    if (group) group.push(entry)
    else groups.set(key, [entry])
  }
  return groups
}
