import { createHash } from 'node:crypto'
import { type EvaluationRecord, evaluationRecord, readFileBytes } from '@mlferry/core'
import { type JsonValue, streamJson } from '@mlferry/exact-json'
import { fileError } from '../json/read-json-file.ts'

export type DatasetFilePart =
  | { readonly type: 'records'; readonly records: readonly EvaluationRecord[] }
  /** Last: everything but the records. */
  | { readonly type: 'rest'; readonly value: JsonValue; readonly sha256: string }

export interface DatasetFile {
  readonly path: string
  /** Its name in messages. */
  readonly label: string
  /** Skip the records. The checksum of the file says whether they changed. */
  readonly withoutRecords?: boolean
}

/** An evaluation_dataset.json of any size. Memory is bounded by what is not a record. */
export async function* streamDatasetFile(
  { path, label, withoutRecords = false }: DatasetFile,
  signal: AbortSignal,
): AsyncGenerator<DatasetFilePart> {
  const items = (at: readonly string[]) => isRecord(at) && (withoutRecords ? 'skip' : true)
  const hash = createHash('sha256')
  async function* hashed() {
    for await (const bytes of readFileBytes(path)) {
      signal.throwIfAborted()
      hash.update(bytes)
      yield bytes
    }
  }
  try {
    for await (const part of streamJson(hashed(), { items, asText: true })) {
      if (part.type === 'rest') yield { ...part, sha256: hash.digest('hex') }
      else yield { type: 'records', records: (part.items as readonly string[]).map(evaluationRecord) }
    }
  } catch (error) {
    signal.throwIfAborted()
    throw fileError(error, label)
  }
}

function isRecord(path: readonly string[]): boolean {
  return path.join('/') === 'mlflow/evaluation_dataset/records'
}
