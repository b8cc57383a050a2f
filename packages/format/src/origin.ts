import { type Header, isProvenanceTag, type JsonValue, provenanceTags } from '@mlferry/core'

type Origin = NonNullable<Header['origin']>

/** Where an object of an export first came from: from the stanza of mlferry, or from tags that mlferry set at the exported server. */
export function readOrigin(stanza: JsonValue | undefined, tags: ReadonlyMap<string, string>): { origin?: Origin } {
  if (stanza) return { origin: stanza as unknown as Origin }
  const { originId, originUri, sourceId, sourceUri } = provenanceTags
  const first = tags.has(originId) ? [originId, originUri] : [sourceId, sourceUri]
  const [id, uri] = first.map((key) => tags.get(key))
  if (id === undefined) return {}
  return { origin: { id, ...(uri === undefined ? {} : { uri }) } }
}

/** Tags as fields hold them: without `mlferry.*` and those that are links. */
export function plainTags(tags: ReadonlyMap<string, string>, links: readonly string[] = []): Map<string, string> {
  return new Map([...tags].filter(([key]) => !isProvenanceTag(key) && !links.includes(key)))
}
