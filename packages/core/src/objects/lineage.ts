import type { Header } from './header.ts'
import { provenanceTags } from './provenance.ts'

/** An object that another one was copied from, as it was named at its own store. */
export type Ancestor = {
  readonly id: string
  /**
   * When it was created there, milliseconds since 1970: where ids are names or small numbers, it tells two stores apart. Absent for kinds
   * whose ids are unique in the world, and in marks of older releases.
   */
  readonly created?: number
  /** Address of its store, without secrets. It informs: one server has many addresses. */
  readonly uri?: string
}

/** Where an object first came from. */
export type Origin = Ancestor & {
  /** What it was copied from, where that was a copy too. */
  readonly via?: Ancestor
}

/** What an object was copied from, and where that first came from: nearest first. Empty for an original. */
export function ancestorsOf({ copyOf, origin }: Pick<Header, 'copyOf' | 'origin'>): readonly Ancestor[] {
  if (!origin) return copyOf === undefined ? [] : [{ id: copyOf }]
  const { via, ...first } = origin
  if (via) return [via, first]
  return copyOf === undefined || copyOf === origin.id ? [first] : [{ id: copyOf }, first]
}

/** When an object was created at its own store; undefined where the store does not tell. */
export function createdAt({ fields }: Pick<Header, 'fields'>): number | undefined {
  return (fields as { readonly creationTime?: number | null }).creationTime ?? undefined
}

/** What a copy of an object came from, as its mark tells: nearest first. */
export function ancestorsOfCopy(source: Header, uri: string): readonly Ancestor[] {
  const created = createdAt(source)
  const { origin } = source
  const { via: _, ...first } = origin ?? { id: '' }
  return [{ id: source.ref.id, ...(created === undefined ? {} : { created }), uri }, ...(origin ? [first] : [])]
}

/** The other way round: what a header tells of an object with such a mark. */
export function lineageOf([source, first]: readonly Ancestor[]): Pick<Header, 'copyOf' | 'origin'> {
  if (!source) return {}
  return { copyOf: source.id, origin: first ? { ...first, via: source } : source }
}

/** What the tags of a copy tell, nearest first. */
export function ancestorsInTags(tags: ReadonlyMap<string, string>): readonly Ancestor[] {
  const { sourceId, sourceUri, sourceCreated, originId, originUri, originCreated } = provenanceTags
  return [
    [sourceId, sourceUri, sourceCreated],
    [originId, originUri, originCreated],
  ].flatMap((keys) => {
    const [id, uri, time] = keys.map((key) => tags.get(key))
    const created = Number(time ?? Number.NaN)
    if (id === undefined) return []
    return [{ id, ...(uri === undefined ? {} : { uri }), ...(Number.isSafeInteger(created) ? { created } : {}) }]
  })
}
