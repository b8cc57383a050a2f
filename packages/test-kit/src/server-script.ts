import { join } from 'node:path'
import type { ServerAddress } from './mlflow-server.ts'
import { ensureMlflow } from './mlflow-venv.ts'
import { pythonDir } from './python-venv.ts'
import { runCommand } from './run-command.ts'

/** Runs one of this package's Python scripts against a server, with the MLflow client of that server's version. */
export async function runServerScript(
  script: string,
  server: ServerAddress,
  options: Readonly<Record<string, unknown>>,
): Promise<string> {
  const venv = await ensureMlflow(server.version, server.clientRequirements)
  return runCommand(venv.python, [join(pythonDir, script)], {
    input: JSON.stringify({ url: server.url, version: server.version, options }),
    env: {
      MLFLOW_TRACKING_USERNAME: server.credentials?.username,
      MLFLOW_TRACKING_PASSWORD: server.credentials?.password,
      ...server.clientEnv,
    },
  })
}
