import { join } from 'node:path'
import type { MlflowServer } from './mlflow-server.ts'
import { ensureMlflow } from './mlflow-venv.ts'
import { postgresDriver } from './postgres-for-mlflow.ts'
import { pythonDir } from './python-venv.ts'
import { runCommand } from './run-command.ts'

/** A row of a table: each value as exact text. */
export type Row = Readonly<Record<string, string | null>>

/** The rows of every table of a database. */
export type Tables = Readonly<Record<string, readonly Row[]>>

/** Reads the database of a server past it, alike for SQLite and PostgreSQL. */
export async function dumpTables({
  version,
  backendStoreUri,
}: Pick<MlflowServer, 'version' | 'backendStoreUri'>): Promise<Tables> {
  const { python } = await ensureMlflow(version, [postgresDriver])
  return JSON.parse(await runCommand(python, [join(pythonDir, 'dump_tables.py'), backendStoreUri]))
}
