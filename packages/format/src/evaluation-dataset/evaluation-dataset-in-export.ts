import type { Part, Ref } from '@mlferry/core'
import { headerOf } from '../header-of.ts'
import type { OpenedExport } from '../opened-export.ts'
import type { ReadableKind } from '../readable-kind.ts'
import { readDatasetParts } from './list-evaluation-datasets.ts'

export const evaluationDatasetInExport: ReadableKind = {
  async *list({ ids }, opened, signal) {
    for (const each of await opened.datasets(signal)) {
      const listed = headerOf(each)
      if (!ids || ids.includes(listed.ref.id)) yield listed
    }
  },
  read: readDataset,
}

async function* readDataset(of: Ref, opened: OpenedExport, signal: AbortSignal): AsyncGenerator<Part> {
  for (const each of await opened.datasets(signal)) {
    if ('header' in each && each.header.ref.id === of.id) return yield* readDatasetParts(of, each.place, signal)
  }
  throw opened.missing(of)
}
