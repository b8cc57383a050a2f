import type { MlflowServer } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

export interface ManyRunsOptions {
  /** The name of a new experiment. */
  readonly experiment: string
  readonly runs: number
  /** Metrics of each run. Default: 0. */
  readonly metrics?: number
  /** Points of each metric. Default: 1. */
  readonly points?: number
  /** Small files of each run. Default: 0. */
  readonly artifactsPerRun?: number
}

export interface ManyRuns {
  readonly experimentId: string
  /** In the order of their start. */
  readonly runIds: readonly string[]
}

/** Fills an experiment with runs that are the same every time: written into the database, so a million points take seconds. */
export async function fillManyRuns(server: MlflowServer, options: ManyRunsOptions): Promise<ManyRuns> {
  const { backendStoreUri: database, artifactsDir } = server
  const defaults = { metrics: 0, points: 1, artifactsPerRun: 0 }
  return JSON.parse(
    await runServerScript('fill_many_runs.py', server, { ...defaults, ...options, database, artifactsDir }),
  )
}
