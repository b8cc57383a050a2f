import type { EvaluationDatasetFields } from '@mlferry/core'
import { notEmpty } from '../server/late-creations.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { whyNoRoute } from '../server/why-no-route.ts'
import { listEvaluationDatasets, readEvaluationDatasets } from './read-evaluation-dataset.ts'
import {
  clearEvaluationDatasets,
  foreseeEvaluationDataset,
  hasOutputs,
  openEvaluationDataset,
  relinkEvaluationDataset,
  writtenEvaluationDatasets,
} from './write-evaluation-dataset.ts'

const outputsInTags = {
  lost: 'MLflow 3.4 has none: they are kept in the tag mlferry.outputs of each',
  keptAs: 'tag',
} as const

/** Since MLflow 3.4. */
export const evaluationDatasetOnServer: ServerKind<EvaluationDatasetFields> = {
  name: 'evaluationDataset',
  batchSize: 1,
  since: [3, 4],
  kept: true,
  probe: ({ client }, signal) => whyNoRoute(() => client.evaluationDatasets.searchPages({ signal }).next()),
  capabilities: (context) => ({
    requests: 4,
    fields: {
      ...(hasOutputs(context) ? {} : { 'outputs of records': outputsInTags }),
      datasetId: {
        lost: 'the target gives its own ids; the old one is in the tag mlferry.source.id',
        keptAs: 'tag',
      },
      schema: { lost: 'the target computes its own; it may differ for members of several types' },
      digest: { lost: 'the target computes its own' },
      createdBy: { lost: 'the target takes it from the tag mlflow.user' },
      lastUpdatedBy: { lost: 'the target takes it from the tag mlflow.user of records' },
      creationTime: { lost: 'the target sets the time of the copy' },
      lastUpdateTime: { lost: 'the target sets the time of the copy' },
      'ids, times and users of records': { lost: 'no call sets them' },
    },
  }),
  list: listEvaluationDatasets,
  read: readEvaluationDatasets,
  written: writtenEvaluationDatasets,
  open: openEvaluationDataset,
  foresee: foreseeEvaluationDataset,
  relink: relinkEvaluationDataset,
  clear: clearEvaluationDatasets,
  async removeLate({ id: datasetId }, { client: { evaluationDatasets } }, signal) {
    const { records } = await evaluationDatasets.records({ datasetId, maxResults: 1, signal })
    if ((records ?? '[]') !== '[]') throw notEmpty()
    await evaluationDatasets.delete({ datasetId, signal })
  },
}
