import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { keepOutput } from '@mlferry/test-kit'
import { cleanEnv, type RunNodeOptions } from './run-node.ts'

const script = fileURLToPath(new URL('terminal.py', import.meta.url))
const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))

/** Keys, as a terminal sends them. */
export const keys = { enter: '\r', down: '\u001b[B', ctrlC: '\u0003' } as const

export interface TerminalOptions extends Pick<RunNodeOptions, 'cwd' | 'env' | 'kill'> {
  /** What is typed when the screen has shown something new that matches, one after the other. */
  readonly typed: readonly (readonly [RegExp, string])[]
  /** When all is typed and the screen has shown something new that matches, the process ends on the spot. */
  readonly killAt?: RegExp | undefined
}

export interface TerminalResult {
  /** Everything that was shown, without colours and moves of the cursor. */
  readonly screen: string
  /** 137 after SIGKILL. */
  readonly exitCode: number | null
}

/** Runs the built command line as somebody at a terminal does. */
export function runInTerminal(argv: readonly string[], options: TerminalOptions): Promise<TerminalResult> {
  const { cwd, env, kill, killAt } = options
  const left = [...options.typed]
  return new Promise((resolve, reject) => {
    const command = [script, process.execPath, bin, ...argv]
    const child = spawn('python3', command, { cwd, env: { ...cleanEnv(), TERM: 'xterm', XDG_STATE_HOME: cwd, ...env } })
    kill?.addEventListener('abort', () => child.kill('SIGUSR1'))
    let [shown, answered] = ['', 0]
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      shown += text
      const news = stripVTControlCharacters(shown.slice(answered))
      const [next] = left
      if (!next && killAt?.test(news)) child.kill('SIGUSR1')
      if (!next?.[0].test(news)) return
      left.shift()
      answered = shown.length
      child.stdin.write(next[1])
    })
    child.stderr.pipe(process.stderr)
    child.on('error', reject)
    child.on('close', (exitCode) => {
      const screen = stripVTControlCharacters(shown).replaceAll('\r\n', '\n')
      keepOutput(...argv, screen).then(() => resolve({ screen, exitCode }), reject)
    })
  })
}
