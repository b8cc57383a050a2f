import type { OpenContext } from '../contracts/writer.ts'
import type { Written } from '../contracts/written.ts'
import { redact } from '../errors/redact.ts'
import type { Header } from '../objects/header.ts'
import type { Ancestor } from '../objects/origin.ts'
import { idsRepeat } from './ids-repeat.ts'
import { ancestorsInTags, ancestorsOfCopy, lineageOf } from './lineage.ts'
import type { Tag } from './mlflow-tags.ts'
import { provenanceTags } from './provenance.ts'

/** Says where an object came from, on the object itself. */
export function sourceTags(object: Header, sourceUri: string): Tag[] {
  const [source, first] = markedAncestors(object, sourceUri)
  return [
    ...ancestorTags(source, [provenanceTags.sourceId, provenanceTags.sourceUri, provenanceTags.sourceCreated]),
    ...ancestorTags(first, [provenanceTags.originId, provenanceTags.originUri, provenanceTags.originCreated]),
  ]
}

/** The tags of an object that is taken up, which came by another road: they name this source from now on. Else those that it lacks. */
export function provenanceToWrite(
  provenance: readonly Tag[],
  there: ReadonlyMap<string, string>,
  mark: OpenContext['mark'],
): readonly Tag[] {
  if (mark === 'none') return []
  return provenance.filter(({ key, value }) => (mark === 'renew' ? there.get(key) !== value : !there.has(key)))
}

/** What the mark of a copy tells of where it came from. */
export function markedAncestors(object: Header, sourceUri: string): readonly Ancestor[] {
  const tellsTime = idsRepeat(object.ref.kind)
  return ancestorsOfCopy(object, redact(sourceUri)).map(({ created, ...named }) =>
    tellsTime && created !== undefined ? { ...named, created } : named,
  )
}

type Keys = readonly [id: string, uri: string, created: string]

function ancestorTags(ancestor: Ancestor | undefined, [idKey, uriKey, createdKey]: Keys): Tag[] {
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
