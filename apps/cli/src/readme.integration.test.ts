import { mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type MlflowServer, readSnippets, runSnippet, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let source: MlflowServer
let target: MlflowServer

beforeAll(async () => {
  ;[source, target] = await Promise.all([startMlflowServer(), startMlflowServer()])
})

afterAll(() => Promise.all([source?.close(), target?.close()]))

test.each(['bulk', 'single'])('the snippet of %s runs', async (name) => {
  const [snippet] = await readSnippets(join(root, 'packages', name, 'README.md'))
  const code = snippet.replace('http://localhost:5000', source.url).replace('http://localhost:5001', target.url)
  expect(await runSnippet(code)).toContain('created')
})

test('the plugin of cli-kit brings its command and its way to sign in', async () => {
  const readme = join(root, 'packages/cli-kit/README.md')
  const [command, hook = ''] = await readSnippets(readme, 'js')
  const [packageJson] = await readSnippets(readme, 'json')
  await using dir = await tempDir({
    'plugin/package.json': packageJson,
    'plugin/commands/experiments/count.js': command,
    'plugin/auth-hook.js': hook,
  })
  const kit = dir.file('plugin/node_modules/@mlferry/cli-kit')
  await mkdir(dirname(kit), { recursive: true })
  await symlink(join(root, 'packages/cli-kit'), kit)
  const options = {
    cwd: dir.path,
    env: { XDG_DATA_HOME: dir.path, XDG_CONFIG_HOME: dir.path, XDG_CACHE_HOME: dir.path },
  }

  const linked = await runMlferry(['plugins', 'link', '--no-install', 'plugin'], options)
  expect(linked, linked.stderr).toMatchObject({ exitCode: 0 })
  const uri = source.url.replace('http:', 'demo:')
  const counted = await runMlferry(['experiments', 'count', '--from', uri, '--json'], options)

  expect(counted, counted.stderr).toMatchObject({ exitCode: 0 })
  expect(JSON.parse(counted.stdout)).toEqual({ experiments: 1 })
  const plain = await runMlferry(['experiments', 'count', '--from', uri], options)
  expect(plain.stdout).toBe('1 experiments\n')
})
