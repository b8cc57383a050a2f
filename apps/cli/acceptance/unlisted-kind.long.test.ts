import { DatabaseSync } from 'node:sqlite'
import { type MlflowServer, postToServer, secret, startMlflowServer, type TempDir, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from '../src/run-mlferry.ts'

const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' }

let dir: TempDir
let broken: MlflowServer
let healthy: MlflowServer

beforeAll(async () => {
  dir = await tempDir()
  healthy = await startMlflowServer({ env })
  await fill(healthy, 'healthy')
  broken = await startMlflowServer({ env })
  await fill(broken, 'broken')
  spoilWebhooks(broken)
})

afterAll(async () => {
  await broken?.close()
  await healthy?.close()
  await dir?.[Symbol.asyncDispose]()
})

test('a kind that the source cannot list is named as failed, and all others arrive', async () => {
  const copied = await mlferry('copy', 'all', '--from', broken.url, '--to', healthy.url)
  expect(copied, copied.stdout + copied.stderr).toMatchObject({ exitCode: 3 })
  expect(copied.stdout).toMatch(/webhook \*/)
  expect(await experimentsOf(healthy)).toContain('experiment of broken')

  const verified = await mlferry('verify', '--from', broken.url, '--to', healthy.url)
  expect(verified, verified.stdout + verified.stderr).toMatchObject({ exitCode: 3 })
  expect(verified.stdout).toContain('1 difference')
  const others = await mlferry('verify', '--from', broken.url, '--to', healthy.url, '--exclude-kinds', 'webhooks')
  expect(others).toMatchObject({ exitCode: 0 })
})

test('where the target cannot list a kind, each of it is failed, and all others arrive', async () => {
  const copied = await mlferry('copy', 'all', '--from', healthy.url, '--to', broken.url)
  expect(copied, copied.stdout + copied.stderr).toMatchObject({ exitCode: 3 })
  expect(copied.stdout).toMatch(/webhooks +0 +0 +0 +0 +0 +1/)
  expect(await experimentsOf(broken)).toContain('experiment of healthy')
})

async function fill({ url }: MlflowServer, name: string): Promise<void> {
  await postToServer(url, 'experiments/create', { name: `experiment of ${name}` })
  const events = [{ entity: 'REGISTERED_MODEL', action: 'CREATED' }]
  await postToServer(url, 'webhooks', { name, url: `https://127.0.0.1/${name}`, events, secret: secret('webhook') })
}

async function experimentsOf({ url }: MlflowServer): Promise<string[]> {
  const answer = await postToServer<{ experiments: { name: string }[] }>(url, 'experiments/search', {
    max_results: 100,
  })
  return answer.experiments.map(({ name }) => name)
}

/** As after a change of MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY: MLflow answers 500 when it has to show them. */
function spoilWebhooks({ backendStoreUri }: MlflowServer): void {
  using database = new DatabaseSync(backendStoreUri.replace('sqlite:///', ''))
  database.exec("UPDATE webhooks SET secret = 'of another key'")
}

function mlferry(...argv: readonly string[]) {
  const settings = { XDG_STATE_HOME: dir.file('state'), MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1' }
  return runMlferry(argv, { cwd: dir.path, env: settings })
}
