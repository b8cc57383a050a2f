import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startMlflowServer } from './mlflow-server.ts'
import { startProxy } from './proxy.ts'
import { secret } from './secret.ts'
import { tempDir } from './temp-dir.ts'

test('a server keeps what it has when it is started again in the same folder, and leaves nothing else', async () => {
  await using dir = await tempDir()
  const first = await startMlflowServer({ version: '2.16.2', dir: dir.path, serveArtifacts: false })
  await createExperiment(first.url, 'kept')
  await first.close()
  await expect(fetch(first.url)).rejects.toThrow()

  const port = Number(new URL(first.url).port)
  await using second = await startMlflowServer({ version: '2.16.2', dir: dir.path, port, serveArtifacts: false })
  expect(second.url).toBe(first.url)
  const reply = await fetch(`${second.url}/api/2.0/mlflow/experiments/get-by-name?experiment_name=kept`)
  expect(await reply.json()).toMatchObject({ experiment: { artifact_location: `file://${dir.path}/artifacts/1` } })
  await second.close()
  expect(existsSync(dir.path)).toBe(true)
})

test('a server behind a static prefix, a login and a proxy', async () => {
  const credentials = { username: 'admin', password: secret('a password') }
  await using server = await startMlflowServer({ basicAuth: credentials, staticPrefix: '/team' })
  await using proxy = await startProxy(server.url, { prefix: '/outside' })
  const { username, password } = credentials
  const authorization = `Basic ${btoa(`${username}:${password}`)}`
  expect(await createExperiment(proxy.url, 'kept')).toBe(401)
  expect(await createExperiment(proxy.url, 'kept', { authorization })).toBe(200)
  expect(server.url).toMatch(/\/team$/)
  expect(await server.log()).toContain('/team/api/2.0/mlflow/experiments/create')
  await server.close()
  expect(existsSync(server.dir)).toBe(false)
})

async function createExperiment(url: string, name: string, headers = {}): Promise<number> {
  const reply = await fetch(`${url}/api/2.0/mlflow/experiments/create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ name }),
  })
  return reply.status
}
