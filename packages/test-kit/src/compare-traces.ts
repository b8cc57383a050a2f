import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import { addFields, type Fields } from './compare-fields.ts'
import type { TraceDump } from './dump-server.ts'
import { type IdMap, mapIds } from './map-ids.ts'
import { addTagFields } from './tag-fields.ts'

/** Where its own server keeps it, and what the server notes about it by itself. */
const ofServer = ['mlflow.artifactLocation', 'mlflow.trace.spansLocation']
const notes = ['mlflow.trace.infoFinalized']
const issue = /iss-[0-9a-f]+/g

/** Given `ids`, those of runs and models become the copy's. Trace and span ids are kept. */
export function fieldsOfTrace(trace: TraceDump, options: CompareDumpsOptions, ids?: IdMap): Fields {
  const { renamed = {}, ignoreTags = [] } = options
  const text = (value: string) => (ids ? mapIds(value, ids) : value)
  const fields: Fields = new Map<string, unknown>([
    ['experiment', ids ? (renamed[trace.experiment] ?? trace.experiment) : trace.experiment],
    ['requestTime', trace.requestTime],
    ['duration', trace.duration],
    ['state', trace.state],
    ['requestPreview', trace.requestPreview],
    ['responsePreview', trace.responsePreview],
    ['clientRequestId', trace.clientRequestId],
    ['runs', trace.runs.map(text)],
    ['spans', trace.spans],
    ['assessments', trace.assessments.map((each) => text(each).replace(issue, 'an issue'))],
  ])
  addTagFields(fields, trace.tags, { ...options, ignoreTags: [...ignoreTags, ...ofServer] }, ids)
  const metadata = Object.entries(trace.metadata).filter(([key]) => !notes.includes(key))
  addFields(fields, 'metadata', Object.fromEntries(metadata.map(([key, value]) => [key, text(value)])))
  addFields(fields, 'attachments', trace.attachments)
  return fields
}
