import type { SampleData } from './fill-sample-data.ts'
import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

export interface SampleModelsOptions {
  /** Characters in the longest tag of a registered model. Default: as many as the server's version takes. PostgreSQL holds 5000. */
  readonly longestTag?: number
}

export interface SampleModels extends SampleData {
  /** The ids of some logged models by what they are: `of a run`, `without a run`. None before MLflow 3. */
  readonly loggedModels: Readonly<Record<string, string>>
}

/**
 * Adds models that are hard to move to a server, through MLflow's own client: registered models, versions with gaps and sources of
 * every kind, and logged models. A version that the server refuses leaves a gap: a number means the same at every server.
 */
export async function fillSampleModels(
  server: ServerAddress,
  { longestTag }: SampleModelsOptions = {},
): Promise<SampleModels> {
  return JSON.parse(await runServerScript('fill_sample_models.py', server, { longestTag: longestTag ?? null }))
}
