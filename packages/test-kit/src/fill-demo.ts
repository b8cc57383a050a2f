import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

/** Adds MLflow's own demo, `mlflow.demo.generate_all_demos()`; returns the names of its parts. Needs MLflow 3.17. */
export async function fillDemo(server: ServerAddress): Promise<readonly string[]> {
  return JSON.parse(await runServerScript('fill_demo.py', server, {}))
}
