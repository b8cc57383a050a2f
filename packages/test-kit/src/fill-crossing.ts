import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

/** The ids of what a crossing sample has. */
export interface Crossing {
  /** The run that made two logged models. */
  readonly train: string
  /** The logged model that is registered, that another run measured, and that a run of another experiment read. */
  readonly first: string
  readonly trace: string
}

/** Fills a server with few objects of every kind whose links cross. Since MLflow 3.17. */
export async function fillCrossing(server: ServerAddress): Promise<Crossing> {
  return JSON.parse(await runServerScript('fill_crossing.py', server, {}))
}
