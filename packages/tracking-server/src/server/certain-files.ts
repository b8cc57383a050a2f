import type { Header, LoggedModelFields, ModelVersionFields, RunFields, TraceFields } from '@mlferry/core'
import { hadSpans, inTable } from '../trace/spans-place.ts'

/** Tags that MLflow's clients write with the files that they name. */
const tagsOfFiles = ['mlflow.log-model.history', 'mlflow.loggedArtifacts']

/** What says that an object has files, wherever they are; undefined: it may have none. */
export function certainFiles({ ref: { kind }, fields }: Header): string | undefined {
  if (kind === 'loggedModel') {
    return (fields as LoggedModelFields).status === 'READY' ? 'it is READY' : undefined
  }
  if (kind === 'modelVersion') {
    const { source } = fields as ModelVersionFields
    return source === '' ? undefined : `its source is ${source}`
  }
  if (kind === 'trace') {
    const trace = fields as TraceFields
    return hadSpans(trace) && !inTable(trace) ? 'its spans are in a file' : undefined
  }
  if (kind !== 'run') return undefined
  const { tags } = fields as RunFields
  const tag = tagsOfFiles.find((key) => !/^(\s*\[\s*\]\s*)?$/.test(tags.get(key) ?? ''))
  return tag === undefined ? undefined : `its tag ${tag} names files`
}
