import { spawn } from 'node:child_process'
import { keepOutput } from './kept-files.ts'

export interface RunCommandOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Written to the command's standard input. */
  readonly input?: string
}

/** Runs a command to its end and returns its standard output; throws with its standard error when it fails. */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env, input = '' }: RunCommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...pythonEnv(), ...env } })
    const output = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text
    })
    child.on('error', reject)
    child.on('close', (code, signal) => {
      keepOutput(command, ...args, output.stdout, output.stderr).then(() => {
        if (code === 0) return resolve(output.stdout)
        const end = `ended with ${signal ?? code}`
        reject(new Error(`${command} ${args.join(' ')} ${end}:\n${output.stderr || output.stdout}`))
      }, reject)
    })
    // A command that ends without reading its input is judged by its exit code.
    child.stdin.on('error', () => {}).end(input)
  })
}

/** This process's environment without what would change how Python or MLflow behave. */
export function pythonEnv(): Record<string, string | undefined> {
  const ours = Object.entries(process.env).filter(([name]) => !/^(_?MLFLOW_|PYTHON|VIRTUAL_ENV)/.test(name))
  return { ...Object.fromEntries(ours), PYTHONUTF8: '1', MLFLOW_DISABLE_TELEMETRY: 'true' }
}
