import type { ServerKind } from '../server/server-kind.ts'
import { whyNoRoute } from '../server/why-no-route.ts'
import { listEvaluationDatasets, readEvaluationDatasets } from './read-evaluation-dataset.ts'
import {
  clearEvaluationDatasets,
  foreseeEvaluationDataset,
  openEvaluationDataset,
  relinkEvaluationDataset,
  writtenEvaluationDatasets,
} from './write-evaluation-dataset.ts'

/** Since MLflow 3.4. */
export const evaluationDatasetOnServer: ServerKind = {
  name: 'evaluationDataset',
  batchSize: 1,
  since: [3, 4],
  kept: true,
  probe: ({ client }, signal) => whyNoRoute(() => client.evaluationDatasets.searchPages({ signal }).next()),
  capabilities: () => ({
    requests: 4,
    fields: {
      datasetId: {
        lost: 'the target gives its own ids; the old one stands in the tag mlferry.source.id',
        keptAs: 'tag',
      },
      schema: { lost: 'the target computes its own: the same, but for members of several types' },
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
}
