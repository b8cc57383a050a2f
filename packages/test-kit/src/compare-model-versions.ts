import { addArtifactFields } from './artifact-fields.ts'
import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import type { Fields } from './compare-fields.ts'
import type { ModelVersionDump, ServerDump } from './dump-server.ts'
import { type IdMap, mapReference } from './map-ids.ts'
import { addTagFields } from './tag-fields.ts'

export interface VersionContext {
  readonly left: ServerDump
  readonly right: ServerDump
  readonly ids: IdMap
  readonly options: CompareDumpsOptions
}

/** The fields of a version as its copy must have them, and of what stands for its copy. */
export function fieldsOfVersions(
  version: ModelVersionDump,
  other: ModelVersionDump,
  { left, right, ids, options }: VersionContext,
): readonly [Fields, Fields] {
  const [ours, theirs] = [plainFields(version), plainFields(other)]
  const [run, otherRun] = mapReference(version.run, other.run, ids)
  ours.set('run', run)
  theirs.set('run', otherRun)
  const holder = holderOf(version.location, left)
  const copy = holder && ids.get(holder.id)
  // The files of a folder that belongs to nothing may lie anywhere at the target.
  if (holder && copy !== undefined) {
    const otherHolder = holderOf(other.location, right)
    ours.set('source', `${copy}${holder.path}`)
    theirs.set('source', otherHolder ? `${otherHolder.id}${otherHolder.path}` : other.location)
  }
  addTagFields(ours, version.tags, options, ids)
  addTagFields(theirs, other.tags, options)
  addArtifactFields([version, version.location, ours], [other, other.location, theirs], ids, options)
  return [ours, theirs]
}

function plainFields({ status, stage, description, runLink }: ModelVersionDump): Fields {
  return new Map<string, unknown>(Object.entries({ status, stage, description, runLink }))
}

/** The run or logged model whose artifacts a folder is among, and the path below them. */
function holderOf(location: string, { runs, loggedModels = [] }: ServerDump): { id: string; path: string } | undefined {
  const roots = [
    ...runs.map(({ id, artifactUri = '' }) => ({ id, root: artifactUri })),
    ...loggedModels.map(({ id, location: root }) => ({ id, root })),
  ]
  const found = roots.find(({ root }) => root !== '' && `${location}/`.startsWith(`${root.replace(/\/$/, '')}/`))
  return found && { id: found.id, path: location.slice(found.root.replace(/\/$/, '').length) }
}
