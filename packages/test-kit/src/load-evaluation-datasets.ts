import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

/** The rows that `mlflow.genai.datasets.get_dataset(name=…).to_df()` gives for every evaluation dataset whose name no other has. */
export async function loadEvaluationDatasets(server: ServerAddress): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await runServerScript('load_evaluation_datasets.py', server, {}))
}
