import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

export interface SampleDataOptions {
  /** `large` adds what takes long, such as 1500 files in one folder. Default: `small`. */
  readonly scale?: 'small' | 'large'
}

export interface SampleData {
  /** The ids of the experiments by short name: `churn`, `unicode`, `metrics`, `params`, `artifacts`, … */
  readonly experiments: Readonly<Record<string, string>>
  /** What this server would not take, or did not store as it was sent. */
  readonly refused: readonly { readonly what: string; readonly reason: string }[]
}

/** Fills an empty server with data that is hard to move, through MLflow's own client. */
export async function fillSampleData(
  server: ServerAddress,
  { scale = 'small' }: SampleDataOptions = {},
): Promise<SampleData> {
  return JSON.parse(await runServerScript('fill_sample_data.py', server, { scale }))
}
