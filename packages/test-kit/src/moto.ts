import { spawn } from 'node:child_process'
import { open, readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { endGroup } from './end-group.ts'
import { freePort } from './free-port.ts'
import { ensurePythonVenv, pythonDir } from './python-venv.ts'
import { pythonEnv } from './run-command.ts'
import { keysEnv } from './sagemaker-env.ts'
import { defaultUser } from './sagemaker-sessions.ts'
import { tempDir } from './temp-dir.ts'

export interface MotoOptions {
  /** Settings of moto, such as `INITIAL_NO_AUTH_ACTION_COUNT` to have it check permissions. */
  readonly env?: Readonly<Record<string, string>>
}

/** S3 and STS in memory. */
export interface Moto extends AsyncDisposable {
  readonly url: string
  /** What a client needs to reach it: endpoints, region, credentials. Fit for `clientEnv` and `env` of a server. */
  readonly env: Readonly<Record<string, string>>
  createBucket(name: string, region?: string): Promise<void>
  /** A role of the path `/service/` that these principals may assume: `{ Service: 'sagemaker.amazonaws.com' }`. */
  createRole(name: string, principal: object): Promise<void>
  /** Forgets everything it holds. */
  reset(): Promise<void>
  log(): Promise<string>
  close(): Promise<void>
}

// What its S3 and STS need; the extra `server` would bring a hundred packages for services that no test uses.
export const motoRequirements = ['moto[s3]==5.2.5', 'flask', 'flask-cors']

/** Starts moto's server and waits until it answers. It ends with this process at the latest. */
export async function startMoto({ env = {} }: MotoOptions = {}): Promise<Moto> {
  const venv = await ensurePythonVenv({ name: 'moto', requirements: motoRequirements })
  await using cleanup = new AsyncDisposableStack()
  const dir = cleanup.use(await tempDir())
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const logFile = dir.file('moto.log')
  const log = await open(logFile, 'a')
  const server = spawn(venv.python, [join(pythonDir, 'serve_moto.py'), '-H', '127.0.0.1', '-p', String(port)], {
    cwd: dir.path,
    detached: true,
    stdio: ['pipe', log.fd, log.fd],
    env: { ...pythonEnv(), ...env },
  })
  await log.close()
  cleanup.defer(() => endGroup(server))
  const deadline = Date.now() + 60_000
  while (!(await answers(url))) {
    if (server.exitCode === null && Date.now() < deadline) await sleep(50)
    else throw new Error(`moto did not answer at ${url}:\n${await readFile(logFile, 'utf8')}`)
  }
  const running = cleanup.move()
  const close = () => running.disposeAsync()
  return {
    url,
    env: {
      AWS_ENDPOINT_URL: url,
      MLFLOW_S3_ENDPOINT_URL: url,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      ...keysEnv(defaultUser),
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    createBucket: (name, region) => createBucket(port, { name, region }),
    createRole: (name, principal) => createRole(url, { name, principal }),
    reset: async () => {
      await fetch(`${url}/moto-api/reset`, { method: 'POST' })
    },
    log: () => readFile(logFile, 'utf8'),
    close,
    [Symbol.asyncDispose]: close,
  }
}

async function answers(url: string): Promise<boolean> {
  const answer = await fetch(`${url}/moto-api/data.json`).catch(() => undefined)
  await answer?.body?.cancel()
  return answer?.ok ?? false
}

/** Without an SDK: moto asks nobody for a signature, and learns the region from the host. */
function createBucket(port: number, { name, region }: { name: string; region: string | undefined }): Promise<void> {
  const host = region === undefined ? 's3.amazonaws.com' : `s3.${region}.amazonaws.com`
  const body =
    region === undefined || region === 'us-east-1'
      ? ''
      : `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`
  const headers = { host, 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method: 'PUT', path: `/${name}`, headers }, (answer) => {
      answer.resume()
      if (answer.statusCode === 200) answer.on('end', resolve)
      else reject(new Error(`moto answered ${answer.statusCode} to the creation of ${name}`))
    })
    sent.on('error', reject).end(body)
  })
}

async function createRole(url: string, { name, principal }: { name: string; principal: object }): Promise<void> {
  const statement = { Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  const answer = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams({
      Action: 'CreateRole',
      Version: '2010-05-08',
      RoleName: name,
      Path: '/service/',
      AssumeRolePolicyDocument: document,
    }),
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/iam/aws4_request' },
  })
  if (answer.status !== 200) throw new Error(`moto did not make the role ${name}: ${await answer.text()}`)
}
