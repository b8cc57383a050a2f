import { dirname, join } from 'node:path'
import type { ServerAddress } from './mlflow-server.ts'
import { newestMlflow } from './mlflow-versions.ts'
import { ensurePythonVenv } from './python-venv.ts'
import { runCommand } from './run-command.ts'

export interface PythonToolOptions {
  /** Where it reads from or writes to. */
  readonly server: ServerAddress
  /** The `bin` folder of an environment with another version of the tool. Default: the last release, beside the newest MLflow. */
  readonly bin?: string | undefined
}

// tabulate: the tool needs it and does not say so.
const requirements = [`mlflow==${newestMlflow}`, 'mlflow-export-import==1.2.0', 'tabulate']

/** Runs a command of mlflow-export-import, such as `import-run`, and returns all that it printed. It exits 0 after most failures too. */
export async function runPythonTool(
  command: string,
  args: readonly string[],
  { server, bin }: PythonToolOptions,
): Promise<string> {
  const folder = bin ?? dirname((await ensurePythonVenv({ name: 'python-tool', requirements })).python)
  return runCommand(join(folder, command), args, { env: { MLFLOW_TRACKING_URI: server.url } })
}
