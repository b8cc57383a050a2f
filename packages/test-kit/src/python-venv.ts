import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from './run-command.ts'
import { withLock } from './with-lock.ts'

export interface PythonVenv {
  readonly dir: string
  readonly python: string
}

export interface PythonVenvOptions {
  /** Names the folder. */
  readonly name: string
  /** What pip takes, with versions. Other requirements, another folder. */
  readonly requirements: readonly string[]
  /** Done once, after the installation. */
  readonly prepare?: (venv: PythonVenv) => Promise<void>
}

/** A folder that is kept between tests; `MLFERRY_TEST_CACHE` moves it. */
export function cacheDir(): string {
  const { MLFERRY_TEST_CACHE, XDG_CACHE_HOME } = process.env
  return MLFERRY_TEST_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'mlferry-test')
}

/** The Python scripts of this package. */
export const pythonDir = fileURLToPath(new URL('../python/', import.meta.url))

/**
 * A virtual environment, made on first use and kept in a cache outside the tree. Safe to call from several processes at once: one
 * builds, the others wait.
 */
export async function ensurePythonVenv({ name, requirements, prepare }: PythonVenvOptions): Promise<PythonVenv> {
  const cache = cacheDir()
  const hash = createHash('sha256').update(requirements.join('\n')).digest('hex').slice(0, 8)
  const dir = join(cache, `${name}-${hash}`)
  const venv = { dir, python: join(dir, 'bin', 'python') }
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
    await prepare?.(venv)
    await writeFile(complete, '')
  })
  return venv
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
