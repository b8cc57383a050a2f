import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fillManyRuns, readSnippets, runCommand, startMlflowServer, type TempDir, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'

const packagesDir = join(import.meta.dirname, '../packages')

test('client, packed and installed in an empty folder, runs its README with a real server', async () => {
  await using dir = await tempDir()
  const [server, installed] = await Promise.all([startMlflowServer(), installPacked('client', dir)])
  await using _ = server
  await fillManyRuns(server, { experiment: 'churn', runs: 2, metrics: 1, points: 3 })

  const output = await runReadme('client', dir, { MLFLOW_TRACKING_URI: server.url })

  expect(installed).toEqual(['client', 'core'])
  expect(output.split('\n')).toEqual(['churn run 1 m000 3', 'churn run 0 m000 3', ''])
})

test('format, packed and installed in an empty folder, runs its README', async () => {
  await using dir = await tempDir()

  const installed = await installPacked('format', dir)
  await runReadme('format', dir)

  expect(installed).toEqual(['core', 'format'])
  expect(await readdir(dir.path)).toContainEqual(expect.stringMatching(/^export-/))
})

/** As from the registry, had they been published: the package and the only one of ours that it depends on. Resolves to what of ours arrived. */
async function installPacked(name: string, dir: TempDir): Promise<string[]> {
  const folders = ['core', name].map((each) => join(packagesDir, each))
  const packed = await npm(['pack', '--json', ...folders], dir)
  const tarballs = (JSON.parse(packed) as { filename: string }[]).map(({ filename }) => `./${filename}`)
  await npm(['install', '--prefer-offline', '--no-audit', '--no-fund', ...tarballs], dir)
  return (await readdir(dir.file('node_modules/@mlferry'))).toSorted()
}

async function runReadme(name: string, dir: TempDir, env: Record<string, string> = {}): Promise<string> {
  const [snippet] = await readSnippets(dir.file('node_modules/@mlferry', name, 'README.md'))
  await writeFile(dir.file('snippet.mts'), snippet)
  return await runCommand(process.execPath, ['snippet.mts'], { cwd: dir.path, env })
}

function npm(args: readonly string[], dir: TempDir): Promise<string> {
  // Not the settings of the package manager that runs these tests.
  const settings = Object.keys(process.env).filter((key) => /^npm_/i.test(key))
  const env = Object.fromEntries(settings.map((key) => [key, undefined]))
  return runCommand('npm', args, { cwd: dir.path, env })
}
