import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mlflowAtLeast } from './mlflow-versions.ts'
import { runCommand } from './run-command.ts'
import { withLock } from './with-lock.ts'

export interface MlflowVenv {
  readonly version: string
  readonly python: string
  readonly mlflow: string
  /** A migrated SQLite database without any row: copying it saves a server the seconds of its migrations. */
  readonly emptyDatabase: string
}

/** The Python scripts of this package. */
export const pythonDir = fileURLToPath(new URL('../python/', import.meta.url))

/**
 * A virtual environment with one MLflow version, made on first use and kept in a cache outside the tree. Safe to call from
 * several processes at once: one builds, the others wait.
 */
export async function ensureMlflow(version: string): Promise<MlflowVenv> {
  const requirements = requirementsOf(version)
  const cache = cacheDir()
  const hash = createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 8)
  const dir = join(cache, `mlflow-${version}-${hash}`)
  const venv = {
    version,
    python: join(dir, 'bin', 'python'),
    mlflow: join(dir, 'bin', 'mlflow'),
    emptyDatabase: join(dir, 'empty.db'),
  }
  const complete = join(dir, '.complete')
  if (existsSync(complete)) return venv
  await mkdir(cache, { recursive: true })
  const uv = await ensureUv(cache)
  await withLock(`${dir}.lock`, async () => {
    if (existsSync(complete)) return
    await rm(dir, { recursive: true, force: true })
    const env = { UV_CACHE_DIR: join(cache, 'uv-cache') }
    await runCommand(uv, ['venv', '--quiet', '--python', 'python3', dir], { env })
    await runCommand(uv, ['pip', 'install', '--quiet', '--python', venv.python, ...requirements], { env })
    await runCommand(venv.python, [join(pythonDir, 'make_empty_database.py'), venv.emptyDatabase])
    await writeFile(complete, '')
  })
  return venv
}

function requirementsOf(version: string): readonly string[] {
  // flask-wtf is what basic-auth needs, boto3 what a server needs whose artifact root is a bucket.
  const common = [`mlflow==${version}`, 'flask-wtf', 'boto3']
  // SQLAlchemy 2.1 and setuptools 80 removed names that these versions import.
  return mlflowAtLeast(version, '3.11') ? common : [...common, 'sqlalchemy<2.1', 'setuptools<80']
}

async function ensureUv(cache: string): Promise<string> {
  const dir = join(cache, 'uv')
  const complete = join(dir, '.complete')
  const uv = join(dir, 'bin', 'uv')
  if (existsSync(complete)) return uv
  await withLock(`${dir}.lock`, async () => {
    if (existsSync(complete)) return
    await rm(dir, { recursive: true, force: true })
    await runCommand('python3', ['-m', 'venv', dir])
    await runCommand(join(dir, 'bin', 'pip'), ['install', '--quiet', 'uv'])
    await writeFile(complete, '')
  })
  return uv
}

function cacheDir(): string {
  const { MLFERRY_TEST_CACHE, XDG_CACHE_HOME } = process.env
  return MLFERRY_TEST_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'mlferry-test')
}
