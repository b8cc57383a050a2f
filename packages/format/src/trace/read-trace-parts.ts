import { join } from 'node:path'
import {
  type ArtifactRoot,
  asMlferryError,
  MlferryError,
  type Part,
  type Ref,
  spanRows,
  type TraceSpan,
} from '@mlferry/core'
import { readJsonFile } from '../json/read-json-file.ts'
import type { ObjectPlace } from '../reading/object-place.ts'
import { type ReadContext, rethrowIfFatal } from '../reading/read-context.ts'
import { spansIn } from './spans-in.ts'

/** Path of the spans within the folder of a trace. */
export const spansFile = 'artifacts/traces.json'
/** Most spans in one part. */
const mostSpans = 500

/** The spans of a trace, then `end`; or `failed`. A trace without the file has none. */
export async function* readTraceParts(
  of: Ref,
  locate: () => Promise<ObjectPlace>,
  context: ReadContext,
): AsyncGenerator<Part> {
  try {
    const spans = await readSpans(await locate(), context)
    for (let start = 0; start < spans.length; start += mostSpans) {
      yield { type: 'rows', of, name: spanRows, rows: spans.slice(start, start + mostSpans) }
    }
  } catch (error) {
    rethrowIfFatal(error)
    const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `The spans of the trace ${of.id} cannot be read`)
    return yield { type: 'failed', of, error: wrapped }
  }
  yield { type: 'end', of }
}

/** The files of a trace without the file of its spans, which are read as parts. */
export function withoutSpans(root: ArtifactRoot): ArtifactRoot {
  return {
    ...root,
    async *list(signal) {
      for await (const file of root.list(signal)) if (file.path !== 'traces.json') yield file
    },
  }
}

async function readSpans({ path, label, sums }: ObjectPlace, inside: ReadContext): Promise<TraceSpan[]> {
  const file = `${label}${spansFile}`
  const read = await readJsonFile(join(path, spansFile), file, { integers: 'bigint', inside }).catch(noFile)
  const expected = sums?.get(spansFile)
  if (read && expected !== undefined && read.sha256 !== expected) {
    throw new MlferryError('ERR_CHECKSUM', `${file} does not match SHA256SUMS`, {
      hint: 'The file changed after the export: export this trace again, or restore the original.',
    })
  }
  return read ? spansIn(read.value, file) : []
}

function noFile(error: MlferryError): undefined {
  if (error.code !== 'ERR_EXPORT_FILE_MISSING') throw error
}
