import type { Header } from '../objects/header.ts'
import type { Ancestor } from '../objects/origin.ts'
import { provenanceTags } from './provenance.ts'

/** What an object was copied from, and where that first came from: nearest first. Empty for an original. */
export function ancestorsOf({ copyOf, origin }: Pick<Header, 'copyOf' | 'origin'>): readonly Ancestor[] {
  if (!origin) return copyOf === undefined ? [] : [{ id: copyOf }]
  const { via, ...first } = origin
  if (via) return [via, first]
  return copyOf === undefined || copyOf === origin.id ? [first] : [{ id: copyOf }, first]
}

/** When an object was created at its own store; undefined where the store does not tell. */
export function createdAt({ fields }: Pick<Header, 'fields'>): number | undefined {
  return fields.creationTime ?? undefined
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
