import { cp, readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ensureNode, oldestNode, runCommand, startMlflowServer, type TempDir, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runNode } from '../src/run-node.ts'

const root = join(import.meta.dirname, '../../..')
const fixture = join(root, 'packages/format/fixtures/python-tool')
// Not the settings of the package manager that runs these tests.
const settings = Object.keys(process.env).filter((key) => /^p?npm_/i.test(key))
const plainEnv = Object.fromEntries(settings.map((key) => [key, undefined]))
let installed: TempDir

beforeAll(async () => {
  installed = await tempDir()
  const [tarballs, cwd] = [installed.file('tarballs'), installed.path]
  // Everything is built by now: what each package does before it is packed would only repeat that.
  const filters = ['./packages/*', './apps/*', '!@mlferry/test-kit'].flatMap((each) => ['--filter', each])
  const packing = [...filters, '--config.ignore-scripts=true', 'pack', '--pack-destination', tarballs]
  await runCommand('npx', ['--yes', 'pnpm@10', '--recursive', ...packing], { cwd: root, env: plainEnv })
  const packed = (await readdir(tarballs)).map((name) => `./tarballs/${name}`)
  await runCommand('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packed], { cwd, env: plainEnv })
})

afterAll(() => installed?.[Symbol.asyncDispose]())

test('every published package comes from its tarball', async () => {
  const listed = await runCommand('npm', ['ls', '--all', '--json'], { cwd: installed.path, env: plainEnv })

  expect(tarballsOfOurs(JSON.parse(listed))).toEqual(new Set(await readdir(installed.file('tarballs'))))
})

// As its own promise says, and the one that this repository installs.
test.each([
  ['22.13', () => ensureNode(oldestNode)],
  ['24', async () => join(root, 'node_modules/node/bin/node')],
])('the packed command imports, exports and verifies on Node.js %s', async (version, nodeOf) => {
  await using dir = await tempDir()
  await using server = await startMlflowServer()
  const node = await nodeOf()
  const bin = installed.file('node_modules/mlferry/bin/run.js')
  const mlferry = async (expected: number, ...argv: string[]) => {
    const result = await runNode([bin, ...argv, '--json'], { cwd: dir.path, node })
    expect(result, result.stdout + result.stderr).toMatchObject({ exitCode: expected })
    return JSON.parse(result.stdout)
  }
  await cp(fixture, dir.file('theirs'), { recursive: true })

  // 3: that export says itself that a model is missing.
  const imported = await mlferry(3, 'import-all', '--input-dir', 'theirs', '--to', server.url)
  // 3: three of its traces have lost their spans.
  const exported = await mlferry(3, 'export', 'all', '--from', server.url, '--output-dir', 'ours')
  const verified = await mlferry(0, 'verify', '--input-dir', 'ours')

  expect((await runCommand(node, ['--version'])).startsWith(`v${version}.`)).toBe(true)
  expect(imported.kinds.run).toMatchObject({ created: 16, failed: 0 })
  expect(exported.kinds.run).toMatchObject({ created: 16, failed: 0 })
  expect(exported.kinds.trace).toMatchObject({ created: 4, degraded: 3, failed: 0 })
  expect(verified).toMatchObject({ runs: 16 })
})

interface Installed {
  readonly resolved?: string
  readonly dependencies?: Readonly<Record<string, Installed>>
}

/** The tarball of each package of ours, wherever it is in the tree. */
function tarballsOfOurs({ dependencies = {} }: Installed): Set<string> {
  const found = new Set<string>()
  for (const [name, each] of Object.entries(dependencies)) {
    if (each.resolved && /^(?:mlferry$|@mlferry\/)/.test(name)) found.add(basename(each.resolved))
    for (const inner of tarballsOfOurs(each)) found.add(inner)
  }
  return found
}
