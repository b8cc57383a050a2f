import {
  type ArtifactRoot,
  type OpenContext,
  putBytes,
  spansText,
  type TraceHeader,
  type TraceSpan,
  type Writer,
} from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { writeSummedFile } from '../checksums/summed-file.ts'
import { type ObjectFile, writeObject } from '../sealed/object-writer.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'
import { traceStanza, traceText } from './trace-text.ts'

export interface TraceWriting {
  readonly header: TraceHeader
  readonly context: OpenContext
  readonly experiment: ExperimentFolder
  /** The stanza `system` of every JSON file in the export: which program wrote it, and when. */
  readonly system: JsonObject
}

/** Opens a trace for writing. */
export async function writeTrace({ header, context, experiment, system }: TraceWriting): Promise<Writer> {
  return await writeObject({
    header,
    context,
    objects: experiment.traces,
    artifactUri: header.fields.artifactUri,
    stanza: (seal) => ({ ...seal, ...traceStanza(header) }),
    begin: (path, artifacts) => traceFile(path, { header, system, artifacts }),
  })
}

interface TraceFiles {
  readonly header: TraceHeader
  readonly system: JsonObject
  readonly artifacts: ArtifactRoot | undefined
}

/** Writes trace.json and traces.json. Spans are held in memory until the trace is sealed, then both files are written. */
function traceFile(path: string, { header, system, artifacts }: TraceFiles): ObjectFile {
  const spans: TraceSpan[] = []
  return {
    async write(part) {
      if (part.type === 'rows') spans.push(...(part.rows as readonly TraceSpan[]))
    },
    async finish(stanza) {
      if (spans.length > 0 && artifacts) {
        const bytes = Buffer.from(spansText(spans))
        await putBytes(artifacts, { path: 'traces.json', bytes }, new AbortController().signal)
      }
      return await writeSummedFile(path, traceText(header, { stanza, system, spans }))
    },
    [Symbol.asyncDispose]: async () => {},
  }
}
