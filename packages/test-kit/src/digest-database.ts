import { join } from 'node:path'
import type { MlflowServer } from './mlflow-server.ts'
import { ensureMlflow } from './mlflow-venv.ts'
import { postgresDriver } from './postgres-for-mlflow.ts'
import { pythonDir } from './python-venv.ts'
import { runCommand } from './run-command.ts'

/** For each table of a server's database the number of its rows and a hash of them all: equal when nobody wrote anything. */
export async function digestDatabase({
  version,
  backendStoreUri,
}: MlflowServer): Promise<Readonly<Record<string, readonly [number, string]>>> {
  const { python } = await ensureMlflow(version, [postgresDriver])
  return JSON.parse(await runCommand(python, [join(pythonDir, 'digest_database.py'), backendStoreUri]))
}
