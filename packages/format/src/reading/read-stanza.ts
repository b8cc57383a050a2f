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

/** The links in the stanza `mlferry` of a file. undefined: there are none, as in files of another tool. */
export function linksIn(stanza: JsonObject | undefined): readonly Link[] | undefined {
  return stanza?.links as readonly Link[] | undefined
}

/** Where an object of an export came from. `stored` is `origin` of its stanza `mlferry`; without it, tags of the exported server tell. */
export function readOrigin(
  stored: JsonValue | undefined,
  tags: ReadonlyMap<string, string>,
): Pick<Header, 'origin' | 'copyOf'> {
  if (stored) {
    const origin = stored as Origin
    return { origin, ...(origin.via ? { copyOf: origin.via.id } : {}) }
  }
  return lineageOf(ancestorsInTags(tags))
}

/** Which experiments were merged into this one because they have the same name. `stored` is `merged` of its stanza `mlferry`. */
export function readMerged(stored: JsonValue | undefined, tags: ReadonlyMap<string, string>): Pick<Header, 'merged'> {
  return stored ? { merged: stored as readonly Ancestor[] } : mergedInTags(tags)
}
