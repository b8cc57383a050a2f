import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

/** Saves views in every active experiment that has runs: they name these by id. Returns how many tags that are. */
export async function fillSampleViews(server: ServerAddress): Promise<number> {
  return JSON.parse(await runServerScript('fill_sample_views.py', server, {}))
}
