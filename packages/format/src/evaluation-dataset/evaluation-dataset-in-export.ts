import type { EvaluationDatasetFields, EvaluationDatasetHeader, Part, Ref } from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { headersOf } from '../reading/header-of.ts'
import type { OpenedExport } from '../reading/opened-export.ts'
import { writtenIn } from '../sealed/written-objects.ts'
import { readDatasetParts } from './list-evaluation-datasets.ts'
import { writeEvaluationDataset } from './write-evaluation-dataset.ts'

export const evaluationDatasetInExport: ExportKind<EvaluationDatasetFields> = {
  async *list({ ids }, opened, signal) {
    yield* headersOf(await opened.datasets(signal), ids)
  },
  read: readDataset,
  ...writtenIn(async function* ({ datasets }) {
    yield { objects: await datasets.load() }
  }),
  open: (object, context, { datasets, system }) =>
    writeEvaluationDataset({ header: object as EvaluationDatasetHeader, context, datasets, system }),
}

async function* readDataset(of: Ref, opened: OpenedExport, signal: AbortSignal): AsyncGenerator<Part> {
  for (const each of await opened.datasets(signal)) {
    if ('header' in each && each.header.ref.id === of.id) return yield* readDatasetParts(of, each.place, signal)
  }
  throw opened.missing(of)
}
