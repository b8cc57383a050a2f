import type { WireTag } from '@mlferry/client'
import { type Header, type Link, provenanceTags, redact } from '@mlferry/core'

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

/** Where an object first came from, when this server's own tags say that it is a copy. */
export function originOf(tags: ReadonlyMap<string, string>): Pick<Header, 'origin'> {
  const id = tags.get(provenanceTags.originId) ?? tags.get(provenanceTags.sourceId)
  if (id === undefined) return {}
  const uri = tags.has(provenanceTags.originId)
    ? tags.get(provenanceTags.originUri)
    : tags.get(provenanceTags.sourceUri)
  return { origin: { id, ...(uri === undefined ? {} : { uri }) } }
}

/** Pending links as tags: the id alone, or a list where there are several or they carry data. */
export function pendingTags(links: readonly Link[]): WireTag[] {
  const byField = Map.groupBy(links, (link) => link.field)
  return [...byField].map(([field, group]) => {
    const [first] = group
    const plain = group.length === 1 && first && !first.data
    const value = plain ? first.to.id : JSON.stringify(group.map(({ to, data }) => ({ ...data, id: to.id })))
    return { key: `${provenanceTags.pendingPrefix}${field}`, value }
  })
}

/** Pending links from an object's tags. `kinds` tells, by field, what they point at; other fields are passed over. */
export function readPending(tags: ReadonlyMap<string, string>, kinds: Readonly<Record<string, string>>): Link[] {
  return Object.entries(kinds).flatMap(([field, kind]) => {
    const value = tags.get(`${provenanceTags.pendingPrefix}${field}`)
    return value === undefined ? [] : parsePending(value, { field, kind })
  })
}

function parsePending(value: string, { field, kind }: { field: string; kind: string }): Link[] {
  if (!value.startsWith('[')) return [{ field, to: { kind, id: value } }]
  const entries: unknown = JSON.parse(value)
  if (!Array.isArray(entries)) return []
  return entries.map(({ id, ...data }) => ({
    field,
    to: { kind, id: String(id) },
    ...(Object.keys(data).length ? { data } : {}),
  }))
}
