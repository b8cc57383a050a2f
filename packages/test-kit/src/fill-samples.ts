import { fillSampleData } from './fill-sample-data.ts'
import { fillSampleEvaluationDatasets } from './fill-sample-evaluation-datasets.ts'
import { fillSampleModels } from './fill-sample-models.ts'
import { fillSamplePrompts } from './fill-sample-prompts.ts'
import { fillSampleReviews } from './fill-sample-reviews.ts'
import { fillSampleTraces } from './fill-sample-traces.ts'
import type { MlflowServer } from './mlflow-server.ts'

/** Adds the samples of every kind of object. Their webhooks name an address that only a server with MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS takes. */
export async function fillSamples(server: MlflowServer): Promise<void> {
  await fillSampleData(server)
  await fillSampleModels(server)
  await fillSamplePrompts(server)
  await fillSampleEvaluationDatasets(server)
  await fillSampleTraces(server)
  await fillSampleReviews(server)
}
