import { isProvenanceTag, keyOfEntry, type MarkedObject, provenanceTags, type Ref } from '@mlferry/core'

/** What the tags of an object say, where any of them is a mark. */
export interface TaggedObject {
  readonly ref: Ref
  readonly title: string
  readonly scope?: Ref
  readonly deleted?: boolean
  readonly tags: ReadonlyMap<string, string>
}

/** undefined: there is no mark on it. */
export function markedObject({ tags, ref, title, scope, deleted = false }: TaggedObject): MarkedObject | undefined {
  // The rest of a long text of a user is no mark.
  const keys = [...tags.keys()].filter((key) => isProvenanceTag(key) && isProvenanceTag(keyOfEntry(key)))
  if (keys.length === 0) return undefined
  const id = tags.get(provenanceTags.sourceId)
  const uri = tags.get(provenanceTags.sourceUri)
  const originId = tags.get(provenanceTags.originId)
  return {
    ref,
    title,
    keys,
    ...(scope ? { scope } : {}),
    ...(id === undefined ? {} : { source: { id, ...(uri === undefined ? {} : { uri }) } }),
    ...(originId === undefined ? {} : { originId }),
    pending: keys.filter((key) => key.startsWith(provenanceTags.pendingPrefix) && tags.get(key) !== '[]').length,
    keeps: keys.some((key) => key === provenanceTags.kept || key.startsWith(provenanceTags.keptPrefix)),
    deleted,
  }
}
