import { glob, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fillManyRuns, readSnippets, runCommand, startMlflowServer, type TempDir, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const packagesDir = join(root, 'packages')

test('client, packed and installed in an empty folder, runs its README with a real server', async () => {
  await using dir = await tempDir()
  const [server, installed] = await Promise.all([startMlflowServer(), installPacked('client', dir)])
  await using _ = server
  await fillManyRuns(server, { experiment: 'churn', runs: 2, metrics: 1, points: 3 })

  const output = await runReadme('client', dir, { MLFLOW_TRACKING_URI: server.url })
  await compileWithTypeScript5(dir, ['@mlferry/client', '@mlferry/core', '@mlferry/exact-json'])

  expect(installed).toEqual(['client', 'core', 'exact-json'])
  expect(output.split('\n')).toEqual(['churn run 1 m000 3', 'churn run 0 m000 3', ''])
})

test('format, packed and installed in an empty folder, runs its README', async () => {
  await using dir = await tempDir()

  const installed = await installPacked('format', dir)
  await runReadme('format', dir)

  expect(installed).toEqual(['core', 'exact-json', 'format'])
  expect(await readdir(dir.path)).toContainEqual(expect.stringMatching(/^export-/))
})

test('TypeScript 5 with nothing but strict compiles a project that imports every package', async () => {
  await using dir = await tempDir()
  await mkdir(dir.file('node_modules/@mlferry'), { recursive: true })
  const names: string[] = []
  for await (const path of glob('*/package.json', { cwd: packagesDir })) {
    const { name, exports } = JSON.parse(await readFile(join(packagesDir, path), 'utf8'))
    if (!exports?.['.']?.types) continue
    names.push(name)
    await symlink(join(packagesDir, path, '..'), dir.file('node_modules', name))
  }

  await compileWithTypeScript5(dir, names)

  expect(names).toContain('@mlferry/tracking-server')
})

/** Without skipLibCheck: the declarations of the packages are checked too. */
async function compileWithTypeScript5(dir: TempDir, names: readonly string[]): Promise<void> {
  const compilerOptions = { strict: true, module: 'nodenext', target: 'es2022', noEmit: true }
  await writeFile(dir.file('tsconfig.json'), JSON.stringify({ compilerOptions, include: ['imports.ts'] }))
  const lines = names.map((name, at) => `export * as package${at} from '${name}'`)
  await writeFile(dir.file('imports.ts'), lines.join('\n'))
  const compiler = join(root, 'node_modules/typescript-5/bin/tsc')
  await runCommand(process.execPath, [compiler, '--project', dir.path], { cwd: dir.path })
}

/** As from the registry, had they been published: the package and those of ours that it depends on. Resolves to what of ours arrived. */
async function installPacked(name: string, dir: TempDir): Promise<string[]> {
  const folders = ['exact-json', 'core', name].map((each) => join(packagesDir, each))
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
