import type { SampleData } from './fill-sample-data.ts'
import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

/** Adds evaluation datasets that are hard to move to a server, which must be 3.4 or later: records of every shape, twins, large values. */
export async function fillSampleEvaluationDatasets(server: ServerAddress): Promise<SampleData> {
  return JSON.parse(await runServerScript('fill_sample_evaluation_datasets.py', server, {}))
}
