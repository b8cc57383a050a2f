import { chmod, mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { runCommand, type TempDir, tempDir } from '@mlferry/test-kit'
import { expect } from 'vitest'
import { type GuideBlock, readGuide } from './read-guide.ts'
import { commandsOfCrontab, commandsOfWorkflow } from './scheduled-commands.ts'
import { missingLines } from './shown-output.ts'

export interface GuideRun {
  /** What stands here for what the guide writes, such as `{ 'http://old:5000': server.url }`. */
  readonly places: Readonly<Record<string, string>>
  /** More environment variables, such as where the stand-ins are. */
  readonly env?: Readonly<Record<string, string>>
  /** What others do before the first block below a heading, such as users who log a run. */
  readonly meanwhile?: Readonly<Record<string, () => Promise<unknown>>>
}

/**
 * Does what a guide says: runs each `sh` block in order, in one session of bash, Python with `PYTHON`, and the commands of crontabs and
 * workflows. A `text` block must be what the block before it printed. Any other block fails.
 */
export async function runGuide(name: string, { places, env = {}, meanwhile = {} }: GuideRun): Promise<void> {
  const blocks = await readGuide(name)
  const waiting = new Map(Object.entries(meanwhile))
  await using session = await openSession(places, env)
  let printed = ''
  for (const block of blocks) {
    await waiting.get(block.heading)?.()
    waiting.delete(block.heading)
    const where = `docs/guides/${name}.md:${block.line}`
    if (block.language === 'text') expect.soft(missingLines(block.code, printed), `${where}:\n${printed}`).toEqual([])
    else printed = await session.run(block, where)
  }
  expect([...waiting.keys()]).toEqual([])
}

interface Session extends AsyncDisposable {
  /** Runs a block and resolves to what it printed, with the guide's own names for places. */
  run(block: GuideBlock, where: string): Promise<string>
}

async function openSession(places: GuideRun['places'], env: Readonly<Record<string, string>>): Promise<Session> {
  const dir = await homeFolder()
  const here: GuideRun['places'] = { ...places, '/home/ann': dir.path }
  return {
    run: async ({ language, code, exitCode }, where) => {
      const script = scripts[language]?.(code)
      if (script === undefined) throw new Error(`${where}: nobody can run this: ${language}`)
      const output = await runCommand('bash', ['-c', session(replaceAll(script, Object.entries(here)))], {
        cwd: dir.file('work'),
        env: { ...cleanEnv, ...env, HOME: dir.path, PATH: `${dir.path}/bin:${process.env.PATH}` },
      })
      const [printed = '', ended] = output.split(endMark)
      const told = replaceAll(
        printed,
        Object.entries(here).map(([guide, place]) => [place, guide]),
      )
      expect.soft(Number(ended), `${where}:\n${told}`).toBe(exitCode)
      return told
    },
    [Symbol.asyncDispose]: () => dir[Symbol.asyncDispose](),
  }
}

const scripts: Readonly<Record<string, (code: string) => string>> = {
  sh: (code) => code,
  crontab: commandsOfCrontab,
  yaml: commandsOfWorkflow,
  python: (code) => `"$PYTHON" - <<'END'\n${code}END\n`,
}

const endMark = '=== ended with '

/** A session's variables outlive a block: the next one finds them. */
function session(code: string): string {
  return `exec 2>&1
if [ -f ~/variables ]; then . ~/variables; fi
trap 'code=$?; export -p > ~/variables; echo "${endMark}$code"; exit 0' EXIT
set -eao pipefail
${code}`
}

const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

/** A home with `mlferry` on its path, and a folder to work in. */
async function homeFolder(): Promise<TempDir> {
  const dir = await tempDir({ 'bin/mlferry': `#!/bin/sh\nexec '${process.execPath}' '${bin}' "$@"\n` })
  await chmod(dir.file('bin/mlferry'), 0o755)
  await mkdir(dir.file('work'))
  return dir
}

/** The settings of a test runner are not those of a user. */
const cleanEnv = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^(MLFLOW_|MLFERRY_|AWS_|NODE_|VITEST|XDG_|TEST$|DEBUG$)/.test(name))
    .map((name) => [name, undefined]),
)

function replaceAll(text: string, replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((replaced, [from, to]) => replaced.replaceAll(from, to), text)
}
