import { glob, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  findSecrets,
  type MlflowServer,
  type SagemakerStandIn,
  secret,
  startAppStandIn,
  startMlflowServer,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

type Env = Readonly<Record<string, string>>
type Ending = Pick<Parameters<typeof runMlferry>[1], 'onStderr' | 'kill'>

/** With characters that URLs and JSON write differently. */
const secrets = {
  password: secret('password /+=%'),
  wrongPassword: secret('wrong password /+=%'),
  token: secret('token /+=%'),
  wrongToken: secret('wrong token /+=%'),
  key: secret('key /+=%'),
  wrongKey: secret('wrong key /+=%'),
  sessionToken: secret('session token /+=%'),
  fileKey: secret('file key /+=%'),
  signature: secret('signature /+=%'),
  cookie: secret('cookie /+=%'),
  urlPassword: secret('url password /+=%'),
  savedPassword: secret('saved password /+=%'),
  proxyPassword: secret('proxy password /+=%'),
  webhook: secret('webhook /+=%'),
}
const credentials = { username: 'ann', password: secrets.password }
const users = [
  { accessKeyId: 'AKIAENVIRONMENT', secretAccessKey: secrets.key },
  { accessKeyId: 'ASIASESSION', secretAccessKey: secret('session key'), sessionToken: secrets.sessionToken },
  { accessKeyId: 'AKIAFROMFILE', secretAccessKey: secrets.fileKey },
]

let source: MlflowServer
let app: SagemakerStandIn
/** Everything that mlferry writes goes in here or into HOME. */
let dir: TempDir
/** With the files that hold secrets. */
let home: TempDir
const commandLines = new Set<string>()
let watch: NodeJS.Timeout

beforeAll(async () => {
  dir = await tempDir()
  home = await tempDir({
    'aws/credentials': `[file]\naws_access_key_id = AKIAFROMFILE\naws_secret_access_key = ${secrets.fileKey}\n`,
    'of-ann/.mlflow/credentials': `[mlflow]\nmlflow_tracking_username = ann\nmlflow_tracking_password = ${secrets.savedPassword}\n`,
  })
  await mkdir(dir.file('tmp'))
  source = await startMlflowServer({ basicAuth: credentials, env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } })
  await fill(source.url)
  app = await startAppStandIn({ users })
  watch = setInterval(() => void noteCommandLines(), 50)
})

afterAll(async () => {
  clearInterval(watch)
  await source?.[Symbol.asyncDispose]()
  await app?.close()
  await home?.[Symbol.asyncDispose]()
  await dir?.[Symbol.asyncDispose]()
})

test('no byte that any command prints or writes is part of a secret', async () => {
  const basic = {
    MLFLOW_TRACKING_URI: source.url,
    MLFLOW_TRACKING_USERNAME: 'ann',
    MLFLOW_TRACKING_PASSWORD: secrets.password,
  }
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...places } = app.env
  const keys = { ...places, AWS_ACCESS_KEY_ID: 'AKIAENVIRONMENT', AWS_SECRET_ACCESS_KEY: secrets.key }
  const session = {
    ...places,
    AWS_ACCESS_KEY_ID: 'ASIASESSION',
    AWS_SECRET_ACCESS_KEY: users[1]?.secretAccessKey ?? '',
    AWS_SESSION_TOKEN: secrets.sessionToken,
  }
  const profile = { ...places, AWS_SHARED_CREDENTIALS_FILE: home.file('aws/credentials'), AWS_PROFILE: 'file' }
  const ends = { ...prefixed('FROM', basic), ...prefixed('TO', keys) }
  const { MLFLOW_TRACKING_URI: arn = '' } = places
  const copied = ['--from', source.url, '--to', arn]
  await using rude = await rudeServer()

  expect(await run(['export', 'all', '--output-dir', 'out'], basic)).toBe(0)
  expect([0, 3]).toContain(await run(['import', 'all', '--input-dir', 'out'], keys))
  expect([0, 3]).toContain(await run(['copy', 'all', '--verbose', ...copied], ends))
  expect([0, 3]).toContain(await run(['plan', ...copied], ends))
  expect([0, 3]).toContain(await run(['verify', ...copied], ends))
  expect(await run(['doctor', '--json'], session)).toBe(0)
  expect(await run(['doctor'], profile)).toBe(0)
  expect(await run(['import', 'all', '--input-dir', 'out', '--dry-run'], profile)).toBeLessThan(4)
  // What fails says most.
  expect(
    await run(['export', 'all', '--output-dir', 'no-1'], { ...basic, MLFLOW_TRACKING_PASSWORD: secrets.wrongPassword }),
  ).toBe(1)
  expect(
    await run(['export', 'all', '--output-dir', 'no-2'], {
      MLFLOW_TRACKING_URI: source.url,
      MLFLOW_TRACKING_TOKEN: secrets.wrongToken,
    }),
  ).toBe(1)
  expect(await run(['doctor', '--json'], { ...keys, AWS_SECRET_ACCESS_KEY: secrets.wrongKey })).toBe(1)
  expect(await run(['import', 'all', '--input-dir', 'out'], { ...keys, AWS_SECRET_ACCESS_KEY: secrets.wrongKey })).toBe(
    1,
  )
  const withPassword = source.url.replace('//', `//ann:${secrets.urlPassword}@`)
  expect(await run(['export', 'all', '--output-dir', 'no-3'], { MLFLOW_TRACKING_URI: withPassword })).toBe(1)
  const patient = {
    MLFLOW_TRACKING_URI: rude.url,
    MLFLOW_TRACKING_TOKEN: secrets.token,
    MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0',
  }
  expect(await run(['export', 'all', '--output-dir', 'no-4'], patient)).toBe(1)
  expect(await run(['doctor', '--json'], patient)).toBe(1)

  expect(
    await run(['export', 'all', '--output-dir', 'no-5'], {
      MLFLOW_TRACKING_URI: source.url,
      HOME: home.file('of-ann'),
    }),
  ).toBe(1)
  const behind = { MLFLOW_TRACKING_URI: 'http://mlflow.invalid:5000', MLFLOW_HTTP_REQUEST_MAX_RETRIES: '0' }
  const viaProxy = { ...behind, HTTP_PROXY: rude.url.replace('//', `//carl:${secrets.proxyPassword}@`) }
  expect(await run(['export', 'all', '--output-dir', 'no-6', '--json'], viaProxy)).toBe(1)
  const noProxy = { ...behind, HTTP_PROXY: `http://carl:${secrets.proxyPassword}@127.0.0.1:9` }
  expect(await run(['doctor'], noProxy)).toBe(1)
  // What is cut off leaves what it had written.
  const cutOff = ['export', 'all', '--verbose', '--output-dir']
  expect([0, 130]).toContain(await run([...cutOff, 'cut-1'], basic, { onStderr: once('created', 'SIGINT') }))
  await run([...cutOff, 'cut-2'], basic, { kill: AbortSignal.timeout(1500) })

  // The export, state, reports and what was printed are really among what is searched.
  for (const name of ['run.json', 'report.json', 'report.html', 'id-map.jsonl', 'verify.json', 'printed-0.txt'])
    expect(await Array.fromAsync(glob(`**/${name}`, { cwd: dir.path }))).not.toEqual([])
  await writeFile(dir.file('command-lines.txt'), [...commandLines].join('\n'))
  expect(commandLines.size).toBeGreaterThan(5)
  const [written, inHome] = [await findSecrets(dir.path), await findSecrets(home.path)]
  expect(written.found).toEqual([])
  // Those that this test put there: the search finds what it looks for.
  expect([...inHome.found].sort()).toEqual([home.file('aws/credentials'), home.file('of-ann/.mlflow/credentials')])
  const [files, bytes] = [written.files + inHome.files, written.bytes + inHome.bytes]
  console.log(`${files} files of ${bytes} bytes, ${commandLines.size} command lines searched for every secret`)
})

/** A run with a bit of everything. More would say no more, and each request costs this server a password hash. */
async function fill(url: string): Promise<void> {
  const headers = { authorization: `Basic ${Buffer.from(`ann:${secrets.password}`).toString('base64')}` }
  const send = async (path: string, method: string, body: string) => {
    const type = { 'content-type': method === 'POST' ? 'application/json' : 'text/plain' }
    const answer = await fetch(`${url}/api/2.0/${path}`, { method, headers: { ...headers, ...type }, body })
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
    return JSON.parse((await answer.text()) || '{}') as { run: { info: { run_id: string; artifact_uri: string } } }
  }
  const post = (path: string, body: object) => send(`mlflow/${path}`, 'POST', JSON.stringify(body))
  const { run } = await post('runs/create', { experiment_id: '0', start_time: 1, run_name: 'one' })
  const { run_id, artifact_uri } = run.info
  await post('runs/log-metric', { run_id, key: 'loss', value: 1, timestamp: 1, step: 1 })
  await post('runs/log-parameter', { run_id, key: 'p', value: 'v' })
  await send(`mlflow-artifacts/artifacts/${artifact_uri.replace(/^[^/]*\/+/, '')}/a.txt`, 'PUT', 'hello')
  await post('runs/update', { run_id, status: 'FINISHED', end_time: 2 })
  await post('registered-models/create', { name: 'model' })
  const events = [{ entity: 'REGISTERED_MODEL', action: 'CREATED' }]
  await post('webhooks', { name: 'hook', url: 'https://127.0.0.1/hook', events, secret: secrets.webhook })
}

let runs = 0

/** Runs a command, with all that it prints in a file among the others. */
async function run(argv: readonly string[], env: Env, ending: Ending = {}): Promise<number | null> {
  const { stdout, stderr, exitCode } = await runMlferry(argv, {
    cwd: dir.path,
    env: { HOME: home.path, TMPDIR: dir.file('tmp'), DEBUG: '*', ...env },
    ...ending,
  })
  await writeFile(dir.file(`printed-${runs++}.txt`), `${stdout}\n${stderr}`)
  return exitCode
}

/** That signal when this has been said. */
function once(said: string, signal: NodeJS.Signals): (stderr: string) => NodeJS.Signals | undefined {
  let sent = false
  return (stderr) => {
    if (sent || !stderr.includes(said)) return undefined
    sent = true
    return signal
  }
}

function prefixed(end: string, env: Env): Env {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [`MLFERRY_${end}_${name}`, value]))
}

/** Of mlferry and what it starts. */
async function noteCommandLines(): Promise<void> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const read = (path: string) => readFile(path, 'utf8').catch(() => '')
  const all = await Promise.all(
    ids.map(async (id) => {
      const [line, stat] = await Promise.all([read(`/proc/${id}/cmdline`), read(`/proc/${id}/stat`)])
      return { id, line, parent: stat.slice(stat.lastIndexOf(')')).split(' ')[2] ?? '' }
    }),
  )
  const ours = new Set(all.filter(({ line }) => line.includes('bin/run.js')).map(({ id }) => id))
  for (const { id, line, parent } of all) if (ours.has(id) || ours.has(parent)) commandLines.add(line)
}

/** Answers with what it was sent, and with a presigned address, as badly made proxies do. */
async function rudeServer(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer(({ headers, url }, response) => {
    response.setHeader('set-cookie', `session=${secrets.cookie}`)
    response.writeHead(403, { 'content-type': 'text/html' })
    response.end(
      `<p>${url} ${JSON.stringify(headers)} see https://b.s3.amazonaws.com/k?X-Amz-Signature=${encodeURIComponent(secrets.signature)}&x=1</p>`,
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}
