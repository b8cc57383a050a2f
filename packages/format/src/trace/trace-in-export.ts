import type { TraceHeader } from '@mlferry/core'
import { type ExportKind, holderOf } from '../export-kind.ts'
import { headerOf } from '../header-of.ts'
import { heldByExperiments } from '../held-by-experiments.ts'
import { readTraceParts, withoutSpans } from './read-trace-parts.ts'
import { writeTrace } from './write-trace.ts'

export const traceInExport: ExportKind = {
  async *list(query, { traces }, signal) {
    for await (const found of traces.list(query, signal)) yield headerOf(found)
  },
  read: (of, { traces, context }, signal) => readTraceParts(of, () => traces.place(of.id, signal), context),
  artifacts: async ({ ref }, { traces }, signal) => withoutSpans(await traces.artifacts(ref.id, signal)),
  ...heldByExperiments('trace'),
  async open(object, context, { tree, system }) {
    const experiment = await tree.folder(holderOf(object, context))
    return await writeTrace({ header: object as TraceHeader, context, experiment, system })
  },
}
