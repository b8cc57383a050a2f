import { fileURLToPath } from 'node:url'
import { answer, secret, startMlflowServer, startProxy, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'

const example = fileURLToPath(new URL('../../../examples/auth-command', import.meta.url))

test('a way to sign in is installed by plugins link, and its token renewed when the server refuses it', async () => {
  await using server = await startMlflowServer()
  await using proxy = await startProxy(server.url)
  await using dir = await tempDir({ token: secret('first') })
  const env = { XDG_DATA_HOME: dir.path, XDG_CONFIG_HOME: dir.path, XDG_CACHE_HOME: dir.path }
  const uri = `command+${proxy.url}`
  const words = ['export', 'all', '--from', uri, '--output-dir', 'out', '--json']

  const before = await runMlferry(words, { cwd: dir.path, env })
  expect(JSON.parse(before.stdout).error).toMatchObject({ code: 'ERR_NO_AUTH_PROVIDER' })

  const linked = await runMlferry(['plugins', 'link', '--no-install', example], { cwd: dir.path, env })
  expect(linked, linked.stderr).toMatchObject({ exitCode: 0 })
  // Gives another token each time that it is asked.
  const MLFLOW_TOKEN_COMMAND = `cat token; printf again >> token`
  const refused = new Set([`Bearer ${secret('first')}`])
  const isRefused = ({ headers }: { headers: { authorization?: string | undefined } }) =>
    headers.authorization === undefined || refused.has(headers.authorization)
  proxy.rule({ match: isRefused, action: answer(401, { body: {} }) })
  const exported = await runMlferry(words, { cwd: dir.path, env: { ...env, MLFLOW_TOKEN_COMMAND } })

  expect(exported, exported.stderr).toMatchObject({ exitCode: 0 })
  expect(proxy.requests.map(({ status }) => status).filter((status) => status === 401)).toHaveLength(1)
})
