import type { TraceFields, TraceHeader } from '@mlferry/core'
import { type ExportKind, holderOf } from '../export-kind.ts'
import { writtenInExperiments } from '../sealed/written-objects.ts'
import { readTraceParts, withoutSpans } from './read-trace-parts.ts'
import { writeTrace } from './write-trace.ts'

export const traceInExport: ExportKind<TraceFields> = {
  list: (query, { traces }, signal) => traces.headers(query, signal),
  read: (of, { traces, context }, signal) => readTraceParts(of, () => traces.place(of.id, signal), context),
  artifacts: async ({ ref }, { traces }, signal) => withoutSpans(await traces.artifacts(ref.id, signal)),
  ...writtenInExperiments('trace'),
  async open(object, context, { tree, system }) {
    const experiment = await tree.folder(holderOf(object, context))
    return await writeTrace({ header: object as TraceHeader, context, experiment, system })
  },
}
