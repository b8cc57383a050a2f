import {
  asMlferryError,
  type EvaluationDatasetHeader,
  MlferryError,
  type Part,
  type Ref,
  type Unreadable,
} from '@mlferry/core'
import { fileError } from '../json/read-json-file.ts'
import { evaluationDatasetsFolder } from '../layout/layout.ts'
import { checkFileSum, type FilePlace, findFiles } from '../reading/find-files.ts'
import { type ReadContext, refuseLinkOut, rethrowIfFatal } from '../reading/read-context.ts'
import { readEvaluationDataset } from './read-evaluation-dataset.ts'
import { streamDatasetFile } from './stream-dataset-file.ts'

export interface LocatedDataset {
  readonly header: EvaluationDatasetHeader
  readonly place: FilePlace
}

/** Every evaluation dataset of the export, and those that cannot be read. */
export async function* listEvaluationDatasets(
  context: ReadContext,
  signal: AbortSignal,
): AsyncGenerator<LocatedDataset | Unreadable> {
  const folder = evaluationDatasetsFolder(context.layout)
  const seen = new Set<string>()
  for (const place of await findFiles(context, { ...folder, names: ['evaluation_dataset.json'] })) {
    signal.throwIfAborted()
    try {
      const header = await loadDataset(place, context, signal)
      const { id } = header.ref
      if (seen.has(id))
        throw new MlferryError('ERR_EXPORT_DUPLICATE', `${place.label} has the id ${id} of another dataset`)
      seen.add(id)
      yield { place, header }
    } catch (error) {
      rethrowIfFatal(error)
      const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${place.label} cannot be read`)
      yield { ref: { kind: 'evaluationDataset', id: place.folder }, error: wrapped }
    }
  }
}

/** The records of one dataset, then `end`; or `failed`, when the file is not what it was when it was listed. */
export async function* readDatasetParts(of: Ref, place: FilePlace, signal: AbortSignal): AsyncGenerator<Part> {
  try {
    for await (const part of streamDatasetFile(place, signal)) {
      if (part.type === 'rest') checkFileSum(place, part.sha256)
      else if (part.records.length > 0) yield { type: 'rows', of, name: 'records', rows: part.records }
    }
  } catch (error) {
    rethrowIfFatal(error)
    const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${place.label} cannot be read`)
    return yield { type: 'failed', of, error: wrapped }
  }
  yield { type: 'end', of }
}

/** Reads a file for everything but its records. Those of another tool are checked as they pass. */
async function loadDataset(
  place: FilePlace,
  context: ReadContext,
  signal: AbortSignal,
): Promise<EvaluationDatasetHeader> {
  if (place.refused) throw place.refused
  await refuseLinkOut(context, place.path).catch((error: unknown) => {
    throw fileError(error, place.label)
  })
  const file = { ...place, withoutRecords: place.sha256 !== undefined }
  for await (const part of streamDatasetFile(file, signal)) {
    if (part.type !== 'rest') continue
    checkFileSum(place, part.sha256)
    return readEvaluationDataset(await context.check('evaluation-dataset', part.value, place.label), place.folder)
  }
  throw new MlferryError('ERR_EXPORT_INVALID', `${place.label} is empty`)
}
