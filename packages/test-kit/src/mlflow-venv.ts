import { join } from 'node:path'
import { mlflowAtLeast } from './mlflow-versions.ts'
import { ensurePythonVenv, pythonDir } from './python-venv.ts'
import { runCommand } from './run-command.ts'

export interface MlflowVenv {
  readonly version: string
  readonly python: string
  readonly mlflow: string
  /** A migrated SQLite database without any row: copying it saves a server the seconds of its migrations. */
  readonly emptyDatabase: string
}

/** A virtual environment with one MLflow version, and with more packages beside it, such as `psycopg2-binary`. */
export async function ensureMlflow(version: string, more: readonly string[] = []): Promise<MlflowVenv> {
  const { dir, python } = await ensurePythonVenv({
    name: `mlflow-${version}`,
    requirements: [...requirementsOf(version), ...more],
    prepare: async (venv) => {
      await runCommand(venv.python, [join(pythonDir, 'make_empty_database.py'), join(venv.dir, 'empty.db')])
    },
  })
  return { version, python, mlflow: join(dir, 'bin', 'mlflow'), emptyDatabase: join(dir, 'empty.db') }
}

function requirementsOf(version: string): readonly string[] {
  // flask-wtf is what basic-auth needs, boto3 what a server needs whose artifact root is a bucket.
  const common = [`mlflow==${version}`, 'flask-wtf', 'boto3']
  // SQLAlchemy 2.1 and setuptools 80 removed names that these versions import.
  return mlflowAtLeast(version, '3.11') ? common : [...common, 'sqlalchemy<2.1', 'setuptools<80']
}
