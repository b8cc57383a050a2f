import { headerOf } from '../header-of.ts'
import type { ReadableKind } from '../readable-kind.ts'
import { readRunParts } from './read-run-parts.ts'

export const runInExport: ReadableKind = {
  async *list(query, { runs }, signal) {
    for await (const found of runs.list(query, signal)) yield headerOf(found)
  },
  read: (of, { runs }, signal) => readRunParts(of, () => runs.place(of.id, signal), signal),
  artifacts: ({ ref }, { runs }, signal) => runs.artifacts(ref.id, signal),
}
