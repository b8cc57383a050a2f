import { type Header, isOfKind, mlflowTags } from '@mlferry/core'
import { hadSpans, inTable } from '../trace/spans-place.ts'

/** Tags that MLflow's clients write with the files that they name. */
const tagsOfFiles = [mlflowTags.modelHistory, mlflowTags.loggedArtifacts]

/** What says that an object has files, wherever they are; undefined: it may have none. */
export function certainFiles(header: Header): string | undefined {
  if (isOfKind(header, 'loggedModel')) {
    const { status, tags } = header.fields
    return status === 'READY' && tags.get(mlflowTags.externalModel) !== 'true' ? 'it is READY' : undefined
  }
  if (isOfKind(header, 'modelVersion')) {
    const { source } = header.fields
    return source === '' ? undefined : `its source is ${source}`
  }
  if (isOfKind(header, 'trace')) {
    const { fields: trace } = header
    return hadSpans(trace) && !inTable(trace) ? 'its spans are in a file' : undefined
  }
  if (!isOfKind(header, 'run')) return undefined
  const { tags } = header.fields
  const tag = tagsOfFiles.find((key) => !/^(\s*\[\s*\]\s*)?$/.test(tags.get(key) ?? ''))
  return tag === undefined ? undefined : `its tag ${tag} names files`
}
