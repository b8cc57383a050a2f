import { type JsonObject, parseJson, stringifyJson } from '@mlferry/exact-json'
import type { Header } from '../objects/header.ts'
import type { Ancestor } from '../objects/origin.ts'
import { lineageOf } from './lineage.ts'
import type { Tag } from './mlflow-tags.ts'
import { provenanceTags } from './provenance.ts'
import { markedAncestors } from './source-tags.ts'

/** What mlferry notes of an object that has no tags of its own: a tag of its experiment, named for the object's id at the server. */
export type ObjectMark = {
  /** Id of the object at its source. */
  readonly source: string
  /** Address of the source, without secrets. */
  readonly uri?: string
  /** Of the first hop, when a copy was copied. */
  readonly origin?: Ancestor
  /** The fingerprint of its seal; absent: unfinished. */
  readonly fingerprint?: string
  /** What the server did not take of it, for a later copy from here. */
  readonly kept?: JsonObject
}

/** By the id of the object: what the tags of its experiment say. */
export function marksInTags(tags: ReadonlyMap<string, string>): Map<string, ObjectMark> {
  const { markPrefix } = provenanceTags
  const marks = [...tags].filter(([key]) => key.startsWith(markPrefix))
  return new Map(marks.map(([key, value]) => [key.slice(markPrefix.length), readMark(value)]))
}

/** The other way round, for one object. */
export function tagOfMark(id: string, mark: ObjectMark): Tag {
  return { key: `${provenanceTags.markPrefix}${id}`, value: stringifyJson(mark) }
}

/** What a mark says that an object was copied from, nearest first. */
export function ancestorsOfMark(mark: ObjectMark | undefined): readonly Ancestor[] {
  if (!mark?.source) return []
  const { source: id, uri, origin } = mark
  return [{ id, ...(uri === undefined ? {} : { uri }) }, ...(origin ? [origin] : [])]
}

/** Where an object first came from, when a mark says that it is a copy. */
export function originOfMark(mark: ObjectMark | undefined): Pick<Header, 'origin' | 'copyOf'> {
  return lineageOf(ancestorsOfMark(mark))
}

/** A mark as the copy of an object gets it. */
export function markOf(object: Header, sourceUri: string, fingerprint: string | undefined): ObjectMark {
  const [source, origin] = markedAncestors(object, sourceUri)
  return {
    source: object.ref.id,
    ...(source?.uri === undefined ? {} : { uri: source.uri }),
    ...(origin ? { origin } : {}),
    ...(fingerprint === undefined ? {} : { fingerprint }),
  }
}

/** One that somebody changed by hand counts as unfinished. */
function readMark(text: string): ObjectMark {
  try {
    const mark = parseJson(text) as ObjectMark
    return typeof mark.source === 'string' ? mark : { source: '' }
  } catch {
    return { source: '' }
  }
}
