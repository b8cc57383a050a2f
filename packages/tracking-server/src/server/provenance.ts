import type { WireTag } from '@mlferry/client'
import {
  type Header,
  type JsonObject,
  type Link,
  parseJson,
  provenanceTags,
  redact,
  stringifyJson,
  type Written,
} from '@mlferry/core'
import type { Mark } from './experiment-marks.ts'

/** Says where an object came from, on the object itself. */
export function sourceTags(object: Header, sourceUri: string): WireTag[] {
  const tags: WireTag[] = [
    { key: provenanceTags.sourceId, value: object.ref.id },
    { key: provenanceTags.sourceUri, value: redact(sourceUri) },
  ]
  if (object.origin) tags.push({ key: provenanceTags.originId, value: object.origin.id })
  if (object.origin?.uri) tags.push({ key: provenanceTags.originUri, value: object.origin.uri })
  return tags
}

/** Whether mlferry wrote an object, and from what. */
export function authorOf(tags: ReadonlyMap<string, string>): Pick<Written, 'ours' | 'source'> {
  const source = tags.get(provenanceTags.sourceId)
  return source === undefined ? { ours: false } : { ours: true, source }
}

/** Where an object first came from, when this server's own tags say that it is a copy. */
export function originOf(tags: ReadonlyMap<string, string>): Pick<Header, 'origin' | 'copyOf'> {
  const copyOf = tags.get(provenanceTags.sourceId)
  const id = tags.get(provenanceTags.originId) ?? copyOf
  if (id === undefined) return {}
  const uri = tags.has(provenanceTags.originId)
    ? tags.get(provenanceTags.originUri)
    : tags.get(provenanceTags.sourceUri)
  return { origin: { id, ...(uri === undefined ? {} : { uri }) }, ...(copyOf === undefined ? {} : { copyOf }) }
}

/** Where an object first came from, when a mark says that it is a copy. */
export function originOfMark(mark: Mark | undefined): Pick<Header, 'origin' | 'copyOf'> {
  if (!mark?.source) return {}
  const { source: copyOf, uri } = mark
  return { origin: mark.origin ?? { id: copyOf, ...(uri === undefined ? {} : { uri }) }, copyOf }
}

/** A mark as the copy of an object gets it. */
export function markOf(object: Header, sourceUri: string, fingerprint: string | undefined): Mark {
  const origin = object.origin ? { origin: { ...object.origin } } : {}
  return {
    source: object.ref.id,
    uri: redact(sourceUri),
    ...origin,
    ...(fingerprint === undefined ? {} : { fingerprint }),
  }
}

/** A tag holds at least 5000 characters: this many links with their data, such as the name of a view. */
const linksPerTag = 25

/** Pending links as tags: the id alone, or lists where there are several or they carry data. */
export function pendingTags(links: readonly Link[]): WireTag[] {
  return [...Map.groupBy(links, (link) => link.field)].flatMap(([field, group]) => {
    const key = `${provenanceTags.pendingPrefix}${field}`
    const [first] = group
    if (group.length === 1 && first && !first.data) return [{ key, value: first.to.id }]
    const entries = group.map(({ to, data }) => ({ ...data, id: to.id }))
    return Array.from({ length: Math.ceil(entries.length / linksPerTag) }, (_, n) => ({
      key: n === 0 ? key : `${key}.${n + 1}`,
      value: stringifyJson(entries.slice(n * linksPerTag, (n + 1) * linksPerTag)),
    }))
  })
}

/** Pending links from an object's tags. `kinds` tells, by field, what they point at; other fields are passed over. */
export function readPending(tags: ReadonlyMap<string, string>, kinds: Readonly<Record<string, string>>): Link[] {
  return [...tags].flatMap(([key, value]) => {
    if (!key.startsWith(provenanceTags.pendingPrefix)) return []
    const field = key.slice(provenanceTags.pendingPrefix.length).replace(/\.\d+$/, '')
    const kind = kinds[field]
    return kind === undefined ? [] : parsePending(value, { field, kind })
  })
}

/** Tags of pending links that no longer wait. */
export function settledTags(resolved: readonly Link[], pending: readonly Link[]): string[] {
  const kept = new Set(pendingTags(pending).map(({ key }) => key))
  return pendingTags([...resolved, ...pending])
    .map(({ key }) => key)
    .filter((key) => !kept.has(key))
}

function parsePending(value: string, { field, kind }: { field: string; kind: string }): Link[] {
  if (!value.startsWith('[')) return [{ field, to: { kind, id: value } }]
  const entries = parseJson(value)
  if (!Array.isArray(entries)) return []
  return (entries as readonly JsonObject[]).map(({ id, ...data }) => ({
    field,
    to: { kind, id: String(id) },
    ...(Object.keys(data).length > 0 ? { data } : {}),
  }))
}
