import {
  type Ancestor,
  ancestorsInTags,
  type Header,
  type Link,
  lineageOf,
  mergedInTags,
  type Origin,
} from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'

/** Links that the stanza of mlferry names. undefined: it names none, as in files of another tool. */
export function linksIn(stanza: JsonObject | undefined): readonly Link[] | undefined {
  return stanza?.links as readonly Link[] | undefined
}

/** Where an object of an export came from: from the stanza of mlferry, or from tags that mlferry set at the exported server. */
export function readOrigin(
  stanza: JsonValue | undefined,
  tags: ReadonlyMap<string, string>,
): Pick<Header, 'origin' | 'copyOf'> {
  if (stanza) {
    const origin = stanza as Origin
    return { origin, ...(origin.via ? { copyOf: origin.via.id } : {}) }
  }
  return lineageOf(ancestorsInTags(tags))
}

/** The same of what went into an experiment because it had its name. */
export function readMerged(stanza: JsonValue | undefined, tags: ReadonlyMap<string, string>): Pick<Header, 'merged'> {
  return stanza ? { merged: stanza as readonly Ancestor[] } : mergedInTags(tags)
}
