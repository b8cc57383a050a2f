import type { MlflowServer } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

export interface ManyTracesOptions {
  readonly experimentId: string
  readonly traces: number
}

/** Fills an experiment with traces of one span that are the same every time, written into the database. For the newest MLflow. Resolves to their ids. */
export async function fillManyTraces(server: MlflowServer, options: ManyTracesOptions): Promise<readonly string[]> {
  const { backendStoreUri: database, artifactsDir } = server
  return JSON.parse(await runServerScript('fill_many_traces.py', server, { ...options, database, artifactsDir }))
}
