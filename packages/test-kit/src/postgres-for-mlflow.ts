import { existsSync } from 'node:fs'
import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureMlflow } from './mlflow-venv.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { cacheDir, pythonDir } from './python-venv.ts'
import { runCommand } from './run-command.ts'
import { withLock } from './with-lock.ts'

/** What MLflow needs to talk to PostgreSQL. */
export const postgresDriver = 'psycopg2-binary==2.9.13'

/** Starts a PostgreSQL server with the empty tables of an MLflow version: migrated once, then copied. */
export async function startPostgresForMlflow(version: string): Promise<Postgres> {
  const template = join(cacheDir(), `postgres-18-mlflow-${version}`)
  const complete = `${template}.complete`
  if (!existsSync(complete)) {
    const { python } = await ensureMlflow(version, [postgresDriver])
    await withLock(`${template}.lock`, async () => {
      if (existsSync(complete)) return
      await rm(template, { recursive: true, force: true })
      await using server = await startPostgres()
      await runCommand(python, [join(pythonDir, 'make_empty_database.py'), server.url])
      await server.stop()
      await mkdir(template, { recursive: true })
      await cp(server.dataDir, template, { recursive: true })
      await writeFile(complete, '')
    })
  }
  return startPostgres({ template })
}
