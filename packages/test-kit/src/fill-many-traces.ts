import type { MlflowServer } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

export interface ManyTracesOptions {
  readonly experimentId: string
  readonly traces: number
  /** Of each of them. Default: 1. */
  readonly spans?: number
  /** One more trace has so many spans. Default: 0, there is none. */
  readonly mostSpans?: number
  /** One more trace has a span with so many characters in one attribute. Default: 0, there is none. */
  readonly mostCharacters?: number
}

/** Fills an experiment with traces that are the same every time, written into the database. For the newest MLflow. Resolves to the ids of the small ones. */
export async function fillManyTraces(server: MlflowServer, options: ManyTracesOptions): Promise<readonly string[]> {
  const defaults = { spans: 1, mostSpans: 0, mostCharacters: 0 }
  const { backendStoreUri: database } = server
  return JSON.parse(await runServerScript('fill_many_traces.py', server, { ...defaults, ...options, database }))
}
