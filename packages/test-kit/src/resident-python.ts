import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { join } from 'node:path'
import { pythonDir } from './python-venv.ts'
import { pythonEnv } from './run-command.ts'

export interface ScriptOptions {
  /** The interpreter of an environment with MLflow. */
  readonly python: string
  /** Its name among the Python scripts of this package. */
  readonly script: string
  readonly args?: readonly string[]
  readonly cwd: string
  /** Beside this process's own environment. */
  readonly env?: Readonly<Record<string, string | undefined>>
  /** Files; what is printed is added at their ends. */
  readonly stdin: string
  readonly stdout: string
  readonly stderr: string
}

export interface RunningScript {
  /** False when it failed or was ended. */
  readonly done: Promise<boolean>
  /** Ends it with all that it started, on the spot. */
  end(): Promise<void>
}

// By interpreter. Kept for as long as this process: importing MLflow takes longer than most scripts.
const residents = new Map<string, Promise<string>>()

/** Starts a script in a fork of a process that has imported MLflow. It ends with this process at the latest. */
export async function startScript({ python, args = [], env, ...options }: ScriptOptions): Promise<RunningScript> {
  const resident = residents.get(python) ?? startResident(python)
  residents.set(python, resident)
  const connection = createConnection(await resident).setEncoding('utf8')
  let answer = ''
  connection.on('data', (text: string) => {
    answer += text
  })
  // A process that is killed may leave a connection that was reset; what it has not said tells the same.
  connection.on('error', () => {})
  const done = once(connection, 'close').then(() => answer === 'done')
  connection.write(`${JSON.stringify({ ...options, args, env: { ...pythonEnv(), ...env } })}\n`)
  return {
    done,
    async end() {
      connection.end()
      await done
    },
  }
}

/** Resolves to the address of its socket. */
async function startResident(python: string): Promise<string> {
  const resident = spawn(python, [join(pythonDir, 'resident.py')], { env: pythonEnv() })
  let errors = ''
  resident.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text
  })
  const failed = once(resident, 'close').then(() => {
    throw new Error(`${python} ended:\n${errors}`)
  })
  failed.catch(() => {})
  const [address] = await Promise.race([once(resident.stdout, 'data'), failed])
  resident.unref()
  for (const stream of [resident.stdin, resident.stdout, resident.stderr]) (stream as unknown as Socket).unref()
  return String(address).trim()
}
