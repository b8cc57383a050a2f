import { readFile } from 'node:fs/promises'
import type { ServerAddress } from './mlflow-server.ts'
import { ensureMlflow } from './mlflow-venv.ts'
import { startScript } from './resident-python.ts'
import { tempDir } from './temp-dir.ts'

/** Runs one of this package's Python scripts against a server, with the MLflow client of that server's version. */
export async function runServerScript(
  script: string,
  server: ServerAddress,
  options: Readonly<Record<string, unknown>>,
): Promise<string> {
  const { python } = await ensureMlflow(server.version, server.clientRequirements)
  const request = JSON.stringify({ url: server.url, version: server.version, options })
  await using dir = await tempDir({ stdin: request })
  const [stdin, stdout, stderr] = [dir.file('stdin'), dir.file('stdout'), dir.file('stderr')]
  const env = {
    MLFLOW_TRACKING_USERNAME: server.credentials?.username,
    MLFLOW_TRACKING_PASSWORD: server.credentials?.password,
    ...server.clientEnv,
  }
  const running = await startScript({ python, script, cwd: dir.path, env, stdin, stdout, stderr })
  if (await running.done) return await readFile(stdout, 'utf8')
  throw new Error(`${script} failed:\n${await readFile(stderr, 'utf8')}`)
}
