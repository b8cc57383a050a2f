import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './free-port.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { pythonDir } from './python-venv.ts'
import { pythonEnv } from './run-command.ts'
import { tempDir } from './temp-dir.ts'

export interface PostgresOptions {
  /** A folder of data that is copied, not touched. Default: an empty server. */
  readonly template?: string
}

export interface Postgres extends AsyncDisposable {
  /** As SQLAlchemy takes it; newer ones have another driver by default. */
  readonly url: string
  readonly dataDir: string
  log(): Promise<string>
  /** Ends it, but leaves its data until it is disposed. */
  stop(): Promise<void>
  close(): Promise<void>
}

/** Starts a PostgreSQL server and waits until it answers. It ends with this process at the latest. */
export async function startPostgres({ template }: PostgresOptions = {}): Promise<Postgres> {
  await using cleanup = new AsyncDisposableStack()
  const dir = cleanup.use(await tempDir())
  // Started by root, the server gives this folder to another user.
  const home = cleanup.use(await tempDir())
  const { bin, env } = await postgresBinaries(home.file('lib'))
  const dataDir = home.file('data')
  await (template ? cp(template, dataDir, { recursive: true }) : mkdir(dataDir))
  const port = await freePort()
  const logFile = dir.file('postgres.log')
  const log = await open(logFile, 'a')
  const server = spawn('python3', [join(pythonDir, 'serve_postgres.py'), bin, dataDir, String(port)], {
    stdio: ['pipe', log.fd, log.fd],
    env: { ...pythonEnv(), ...env },
  })
  await log.close()
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'close')
    server.stdin?.end()
    await ended
  }
  cleanup.defer(stop)
  const deadline = Date.now() + 60_000
  const status = join(dataDir, 'postmaster.pid')
  while (!(await readFile(status, 'utf8').catch(() => '')).includes('ready')) {
    if (server.exitCode === null && Date.now() < deadline) await sleep(50)
    else throw new Error(`PostgreSQL did not start:\n${await readFile(logFile, 'utf8')}`)
  }
  const running = cleanup.move()
  const close = () => running.disposeAsync()
  return {
    url: `postgresql+psycopg2://postgres@127.0.0.1:${port}/postgres`,
    dataDir,
    log: () => readFile(logFile, 'utf8'),
    stop,
    close,
    [Symbol.asyncDispose]: close,
  }
}
