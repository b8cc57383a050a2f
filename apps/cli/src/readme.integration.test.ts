import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type MlflowServer, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runMlferry } from './run-mlferry.ts'
import { runNode } from './run-node.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let source: MlflowServer
let target: MlflowServer

beforeAll(async () => {
  ;[source, target] = await Promise.all([startMlflowServer(), startMlflowServer()])
})

afterAll(() => Promise.all([source?.close(), target?.close()]))

test.each(['bulk', 'single'])('the snippet of %s runs', async (name) => {
  await using dir = await tempDir()
  const [snippet = ''] = await codeBlocks(`packages/${name}/README.md`, 'ts')
  // Inside the package: its imports are found from there.
  const file = join(root, 'packages', name, `readme-snippet-${process.pid}.mjs`)
  const code = snippet.replace('http://localhost:5000', source.url).replace('http://localhost:5001', target.url)
  await writeFile(file, code)
  try {
    const result = await runNode([file], { cwd: dir.path })
    expect(result, result.stderr).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('created') })
  } finally {
    await rm(file)
  }
})

test('the plugin of cli-kit brings its command and its way to sign in', async () => {
  const readme = 'packages/cli-kit/README.md'
  const [command = '', hook = ''] = await codeBlocks(readme, 'js')
  const [packageJson = ''] = await codeBlocks(readme, 'json')
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

async function codeBlocks(file: string, language: string): Promise<string[]> {
  const text = await readFile(join(root, file), 'utf8')
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, code = '']) => code)
}
