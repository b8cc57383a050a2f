import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const bin = fileURLToPath(new URL('../bin/run.js', import.meta.url))

export interface RunMlferryOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Called with everything on stderr so far; the answer is sent to the command as a signal. */
  readonly onStderr?: (stderr: string) => NodeJS.Signals | undefined
}

export interface MlferryResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

/** Runs the built command line as a user does: a process of its own. */
export function runMlferry(argv: readonly string[], { cwd, env, onStderr }: RunMlferryOptions): Promise<MlferryResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bin, ...argv], { cwd, env: { ...cleanEnv(), XDG_STATE_HOME: cwd, ...env } })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
      const signal = onStderr?.(stderr)
      if (signal) child.kill(signal)
    })
    child.on('error', reject)
    child.on('close', (exitCode) => resolve({ stdout, stderr, exitCode }))
  })
}

/** A user's environment, not that of a test runner. */
function cleanEnv(): Record<string, string | undefined> {
  const others = Object.entries(process.env).filter(
    ([name]) => !/^(MLFLOW_|MLFERRY_|NODE_|VITEST|TEST$|DEBUG$)/.test(name),
  )
  return Object.fromEntries(others)
}
