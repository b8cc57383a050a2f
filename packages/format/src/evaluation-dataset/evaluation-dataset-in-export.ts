import type { EvaluationDatasetHeader, Part, Ref } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { headerOf } from '../header-of.ts'
import type { OpenedExport } from '../opened-export.ts'
import { writtenFiles } from '../written-files.ts'
import { readDatasetParts } from './list-evaluation-datasets.ts'
import { writeEvaluationDataset } from './write-evaluation-dataset.ts'

export const evaluationDatasetInExport: ExportKind = {
  async *list({ ids }, opened, signal) {
    for (const each of await opened.datasets(signal)) {
      const listed = headerOf(each)
      if (!ids || ids.includes(listed.ref.id)) yield listed
    }
  },
  read: readDataset,
  async *written(_scope, { datasets }) {
    yield writtenFiles(await datasets.files.load(), 'evaluationDataset')
  },
  open: (object, context, { datasets, system }) =>
    writeEvaluationDataset({ header: object as EvaluationDatasetHeader, context, datasets, system }),
  relink: (target, pending, { datasets }) => datasets.files.relink(target, pending),
}

async function* readDataset(of: Ref, opened: OpenedExport, signal: AbortSignal): AsyncGenerator<Part> {
  for (const each of await opened.datasets(signal)) {
    if ('header' in each && each.header.ref.id === of.id) return yield* readDatasetParts(of, each.place, signal)
  }
  throw opened.missing(of)
}
