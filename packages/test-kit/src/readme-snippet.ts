import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from './run-command.ts'
import { tempDir } from './temp-dir.ts'

const packagesDir = join(import.meta.dirname, '../..')

/** The blocks of code in one language that a README shows, in order. Throws when there is none. */
export async function readSnippets(readme: string, language = 'ts'): Promise<[string, ...string[]]> {
  const text = await readFile(readme, 'utf8')
  const blocks = text.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))
  const [first, ...rest] = [...blocks].map(([, code = '']) => code)
  if (first === undefined) throw new Error(`${readme} shows no ${language}.`)
  return [first, ...rest]
}

export interface RunSnippetOptions {
  /** Where it runs; the folder gets the snippet and links to all our packages. Default: an empty one. */
  readonly dir?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs TypeScript in a process of its own, on the sources of our packages. Resolves to what it printed; throws when it fails. */
export async function runSnippet(code: string, { dir, env = {} }: RunSnippetOptions = {}): Promise<string> {
  await using temporary = await tempDir()
  const cwd = dir ?? temporary.path
  const scope = join(cwd, 'node_modules/@mlferry')
  await mkdir(scope, { recursive: true })
  for (const name of await readdir(packagesDir)) await symlink(join(packagesDir, name), join(scope, name))
  await writeFile(join(cwd, 'snippet.mts'), code)
  const args = ['--conditions=@mlferry/source', '--disable-warning=ExperimentalWarning', 'snippet.mts']
  return await runCommand(process.execPath, args, { cwd, env })
}
