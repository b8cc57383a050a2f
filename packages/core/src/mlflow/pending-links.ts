import { type JsonObject, parseJson, stringifyJson } from '@mlferry/exact-json'
import type { Link } from '../objects/ref.ts'
import type { Tag } from './mlflow-tags.ts'
import { provenanceTags } from './provenance.ts'

/** A tag holds at least 5000 characters: this many links with their data, such as the name of a view. */
const linksPerTag = 25

/** Pending links as tags: the id alone, or lists where there are several or they carry data. */
export function pendingTags(links: readonly Link[]): Tag[] {
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
