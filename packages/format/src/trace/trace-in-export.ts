import { headerOf } from '../header-of.ts'
import type { ReadableKind } from '../readable-kind.ts'
import { readTraceParts, withoutSpans } from './read-trace-parts.ts'

export const traceInExport: ReadableKind = {
  async *list(query, { traces }, signal) {
    for await (const found of traces.list(query, signal)) yield headerOf(found)
  },
  read: (of, { traces, context }, signal) => readTraceParts(of, () => traces.place(of.id, signal), context),
  artifacts: async ({ ref }, { traces }, signal) => withoutSpans(await traces.artifacts(ref.id, signal)),
}
