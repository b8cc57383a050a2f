import type { ServerAddress } from './mlflow-server.ts'
import { runServerScript } from './server-script.ts'

export interface TeamData {
  /** The ids of the runs of the experiments `churn` and `demand`, three of each, oldest first. */
  readonly runs: readonly string[]
}

/** Adds what a small team has: two experiments with three runs each, their points and files, and the registered model `churn`. */
export async function fillTeam(server: ServerAddress): Promise<TeamData> {
  return JSON.parse(await runServerScript('fill_team.py', server, {}))
}
