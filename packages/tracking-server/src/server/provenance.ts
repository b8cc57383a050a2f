import type { WireTag } from '@mlferry/client'
import {
  type Ancestor,
  ancestorsInTags,
  ancestorsOfCopy,
  type Header,
  type Link,
  lineageOf,
  type OpenContext,
  provenanceTags,
  redact,
  type Written,
} from '@mlferry/core'
import { type JsonObject, parseJson, stringifyJson } from '@mlferry/exact-json'
import type { Mark } from './experiment-marks.ts'

/** Kinds whose ids are names or small numbers: only with the creation time they name one object in the world. */
const repeatingIds: ReadonlySet<string> = new Set([
  'experiment',
  'registeredModel',
  'modelVersion',
  'prompt',
  'promptVersion',
])

/** Says where an object came from, on the object itself. */
export function sourceTags(object: Header, sourceUri: string): WireTag[] {
  const [source, first] = markedAncestors(object, sourceUri)
  return [
    ...ancestorTags(source, [provenanceTags.sourceId, provenanceTags.sourceUri, provenanceTags.sourceCreated]),
    ...ancestorTags(first, [provenanceTags.originId, provenanceTags.originUri, provenanceTags.originCreated]),
  ]
}

/** The tags of an object that is taken up, which came by another road: they name this source from now on. Else those that it lacks. */
export function provenanceToWrite(
  provenance: readonly WireTag[],
  there: ReadonlyMap<string, string>,
  mark: OpenContext['mark'],
): readonly WireTag[] {
  if (mark === 'none') return []
  return provenance.filter(({ key, value }) => (mark === 'renew' ? there.get(key) !== value : !there.has(key)))
}

function markedAncestors(object: Header, sourceUri: string): readonly Ancestor[] {
  const isRepeating = repeatingIds.has(object.ref.kind)
  return ancestorsOfCopy(object, redact(sourceUri)).map(({ created, ...named }) =>
    isRepeating && created !== undefined ? { ...named, created } : named,
  )
}

type Keys = readonly [id: string, uri: string, created: string]

function ancestorTags(ancestor: Ancestor | undefined, [idKey, uriKey, createdKey]: Keys): WireTag[] {
  if (!ancestor) return []
  const { id, uri, created } = ancestor
  return [
    { key: idKey, value: id },
    ...(uri ? [{ key: uriKey, value: uri }] : []),
    ...(created === undefined ? [] : [{ key: createdKey, value: String(created) }]),
  ]
}

/** Whether mlferry wrote an object, and from what. */
export function authorOf(tags: ReadonlyMap<string, string>): Pick<Written, 'ours' | 'source' | 'ancestors'> {
  const ancestors = ancestorsInTags(tags)
  return ancestors[0] ? { ours: true, source: ancestors[0].id, ancestors } : { ours: false }
}

/** Where an object first came from, when this server's own tags say that it is a copy. */
export function originOf(tags: ReadonlyMap<string, string>): Pick<Header, 'origin' | 'copyOf'> {
  return lineageOf(ancestorsInTags(tags))
}

/** What a mark says that an object was copied from, nearest first. */
export function ancestorsOfMark(mark: Mark | undefined): readonly Ancestor[] {
  if (!mark?.source) return []
  const { source: id, uri, origin } = mark
  return [{ id, ...(uri === undefined ? {} : { uri }) }, ...(origin ? [origin] : [])]
}

/** Where an object first came from, when a mark says that it is a copy. */
export function originOfMark(mark: Mark | undefined): Pick<Header, 'origin' | 'copyOf'> {
  return lineageOf(ancestorsOfMark(mark))
}

/** A mark as the copy of an object gets it. */
export function markOf(object: Header, sourceUri: string, fingerprint: string | undefined): Mark {
  const [source, origin] = markedAncestors(object, sourceUri)
  return {
    source: object.ref.id,
    ...(source?.uri === undefined ? {} : { uri: source.uri }),
    ...(origin ? { origin } : {}),
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
