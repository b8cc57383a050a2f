import type { ManyRuns } from './fill-many-runs.ts'
import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

/** Adds for each of these runs a logged model with files and points, and a version of one registered model. */
export async function fillManyModels(server: ServerAddress, { experimentId, runIds }: ManyRuns): Promise<void> {
  await runServerScript('fill_many_models.py', server, { experimentId, runIds })
}
