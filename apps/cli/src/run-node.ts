import { spawn } from 'node:child_process'
import { keepOutput } from '@mlferry/test-kit'

export interface RunNodeOptions {
  readonly cwd: string
  /** Path of another Node.js. Default: the one that runs this process. */
  readonly node?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Called with everything on stderr so far; the answer is sent to the process as a signal. */
  readonly onStderr?: (stderr: string) => NodeJS.Signals | undefined
  /** Told once how to send signals to the process. */
  readonly onStart?: (send: (signal: NodeJS.Signals) => void) => void
  /** Ends the process on the spot, with SIGKILL. */
  readonly kill?: AbortSignal
}

export interface NodeResult {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | null
}

/** Runs Node as a user does: a process of its own, without the settings of a test runner. */
export function runNode(argv: readonly string[], options: RunNodeOptions): Promise<NodeResult> {
  const { cwd, node = process.execPath, env, onStderr, onStart, kill } = options
  return new Promise((resolve, reject) => {
    const child = spawn(node, argv, { cwd, env: { ...cleanEnv(), XDG_STATE_HOME: cwd, ...env } })
    onStart?.((signal) => void child.kill(signal))
    kill?.addEventListener('abort', () => child.kill('SIGKILL'))
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
    child.on('close', (exitCode) => {
      keepOutput(...argv, stdout, stderr).then(() => resolve({ stdout, stderr, exitCode }), reject)
    })
  })
}

/** That of this process without what is meant for MLflow, mlferry or a test runner. */
export function cleanEnv(): Record<string, string | undefined> {
  const others = Object.entries(process.env).filter(
    ([name]) => !/^(MLFLOW_|MLFERRY_|NODE_|VITEST|TEST$|DEBUG$)/.test(name),
  )
  return Object.fromEntries(others)
}
