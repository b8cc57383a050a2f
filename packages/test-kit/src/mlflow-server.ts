import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { freePort } from './free-port.ts'
import { ensureMlflow, type MlflowVenv } from './mlflow-venv.ts'
import { mlflowAtLeast, newestMlflow } from './mlflow-versions.ts'
import { type RunningScript, startScript } from './resident-python.ts'
import { secret } from './secret.ts'
import { tempDir } from './temp-dir.ts'

export interface MlflowServerOptions {
  /** Default: the newest version under test. */
  readonly version?: string
  /** Where the database and the artifacts lie. A folder of an earlier server is taken up again; default: a temporary one. */
  readonly dir?: string
  readonly port?: number
  /** Default: 1, which also starts twice as fast as more. */
  readonly workers?: number
  /** Default: true, artifacts go through the server (`mlflow-artifacts:`). Otherwise runs point at `artifactRoot`. */
  readonly serveArtifacts?: boolean
  /** The artifact root of a server that serves no artifacts, such as `s3://bucket/prefix`. Default: a local folder. */
  readonly artifactRoot?: string
  /** Default: SQLite in `dir`. */
  readonly backendStoreUri?: string
  /** Asks for a user and a password: the `basic-auth` app with this administrator. */
  readonly basicAuth?: MlflowCredentials
  /** Such as `/team-a`. Up to 3.10 only the UI and `/ajax-api/` move below it, so `url` stays without. */
  readonly staticPrefix?: string
  /** More packages in the server's environment, such as a database driver. */
  readonly requirements?: readonly string[]
  /** Default: false. Since MLflow 3.10. */
  readonly workspaces?: boolean
  readonly env?: Readonly<Record<string, string>>
}

export interface MlflowCredentials {
  readonly username: string
  /** MLflow asks for 12 characters. */
  readonly password: string
}

/** What a client of a server needs to know; also a proxy in front of one. */
export interface ServerAddress {
  /** What a client takes as tracking URI, without a slash at its end. */
  readonly url: string
  readonly version: string
  readonly credentials?: MlflowCredentials | undefined
  /** More environment variables for Python clients of it, such as `MLFLOW_S3_ENDPOINT_URL`. */
  readonly clientEnv?: Readonly<Record<string, string>>
  /** More packages that Python clients of it need, such as a plugin. */
  readonly clientRequirements?: readonly string[]
}

export interface MlflowServer extends ServerAddress, AsyncDisposable {
  readonly dir: string
  readonly backendStoreUri: string
  readonly artifactsDir: string
  /** All that the server has printed. */
  log(): Promise<string>
  /** Ends the server and removes its folder, unless the caller gave one. */
  close(): Promise<void>
}

/** Starts a real `mlflow server` and waits until it answers. It ends with this process at the latest. */
export async function startMlflowServer(options: MlflowServerOptions = {}): Promise<MlflowServer> {
  const { version = newestMlflow, staticPrefix = '', basicAuth } = options
  const venv = await ensureMlflow(version, options.requirements)
  await using cleanup = new AsyncDisposableStack()
  const dir = options.dir ? resolve(options.dir) : cleanup.use(await tempDir()).path
  const artifactsDir = join(dir, 'artifacts')
  await mkdir(artifactsDir, { recursive: true })
  const backendStoreUri = options.backendStoreUri ?? (await sqliteDatabase(dir, venv))
  const port = options.port ?? (await freePort())
  const origin = `http://127.0.0.1:${port}`
  const logFile = join(dir, 'server.log')

  const args = ['server', '--backend-store-uri', backendStoreUri]
  args.push('--host', '127.0.0.1', '--port', String(port), '--workers', String(options.workers ?? 1))
  if (options.serveArtifacts ?? true) args.push(...servingArtifacts(version), '--artifacts-destination', artifactsDir)
  else args.push('--no-serve-artifacts', '--default-artifact-root', options.artifactRoot ?? fileUrl(artifactsDir))
  if (staticPrefix) args.push('--static-prefix', staticPrefix)
  if (basicAuth) args.push('--app-name', 'basic-auth')
  if (options.workspaces) args.push('--enable-workspaces')

  const env = {
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
    // Any Host header: proxies stand in front of it.
    MLFLOW_SERVER_ALLOWED_HOSTS: '*',
    ...(basicAuth && (await basicAuthEnv(dir, basicAuth))),
    ...options.env,
  }
  const output = { stdin: '/dev/null', stdout: logFile, stderr: logFile }
  const server = await startScript({ python: venv.python, script: 'serve.py', args, cwd: dir, env, ...output })
  cleanup.defer(() => server.end())
  await untilHealthy(server, origin, staticPrefix, logFile)

  const moved = staticPrefix && (await fetch(`${origin}${staticPrefix}/api/2.0/mlflow/experiments/get`)).status !== 404
  const running = cleanup.move()
  const close = () => running.disposeAsync()
  return {
    url: moved ? `${origin}${staticPrefix}` : origin,
    version,
    credentials: basicAuth,
    dir,
    backendStoreUri,
    artifactsDir,
    log: () => readFile(logFile, 'utf8'),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** MLflow 1 has to be told. */
function servingArtifacts(version: string): readonly string[] {
  return mlflowAtLeast(version, '2.0') ? [] : ['--serve-artifacts', '--default-artifact-root', 'mlflow-artifacts:/']
}

async function sqliteDatabase(dir: string, venv: MlflowVenv): Promise<string> {
  const file = join(dir, 'mlflow.db')
  if (!existsSync(file)) await copyFile(venv.emptyDatabase, file)
  return `sqlite:///${file}`
}

async function basicAuthEnv(dir: string, { username, password }: MlflowCredentials): Promise<Record<string, string>> {
  const file = join(dir, 'basic-auth.ini')
  const settings = {
    default_permission: 'READ',
    database_uri: `sqlite:///${join(dir, 'basic-auth.db')}`,
    admin_username: username,
    // A file of ConfigParser, to which a % means a variable.
    admin_password: password.replaceAll('%', '%%'),
    authorization_function: 'mlflow.server.auth:authenticate_request_basic_auth',
    // Hashing the password at each request would take longer than the request.
    auth_cache_ttl_seconds: 3600,
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  await writeFile(file, ['[mlflow]', ...lines, ''].join('\n'))
  return { MLFLOW_AUTH_CONFIG_PATH: file, MLFLOW_FLASK_SERVER_SECRET_KEY: secret('of the server') }
}

async function untilHealthy(server: RunningScript, origin: string, prefix: string, logFile: string): Promise<void> {
  const deadline = Date.now() + 120_000
  let ended = false
  void server.done.then(() => {
    ended = true
  })
  while (!ended && Date.now() < deadline) {
    // Some versions answer below the static prefix, some at the root.
    for (const url of new Set([`${origin}${prefix}/health`, `${origin}/health`])) {
      const answer = await fetch(url).catch(() => undefined)
      await answer?.body?.cancel()
      if (answer?.ok) return
    }
    await sleep(50)
  }
  throw new Error(`the MLflow server did not answer at ${origin}:\n${await readFile(logFile, 'utf8')}`)
}

function fileUrl(path: string): string {
  return pathToFileURL(path).href
}
