import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export interface Job {
  readonly experiment: string
  /** The export. It is not there yet when it is to be written. */
  readonly dir: string
}

/** A tool that copies one experiment from or to the server that MLFLOW_TRACKING_URI names. */
export interface Contender {
  readonly name: string
  readonly export: (job: Job) => readonly string[]
  /** Absent: it is only compared for exports. */
  readonly import?: (job: Job) => readonly string[]
}

export interface Measured {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakBytes: number
}

const here = (path: string) => join(import.meta.dirname, path)

export const floor: Contender = {
  name: 'floor',
  export: ({ experiment, dir }) => [process.execPath, here('floor.ts'), experiment, dir],
}

export const mlferry = checkout('mlferry', here('../..'))

/** The command of a checkout that is built. */
export function checkout(name: string, folder: string): Contender {
  const command = [process.execPath, join(folder, 'apps/cli/bin/run.js')]
  return {
    name,
    export: ({ experiment, dir }) => [
      ...command,
      ...['export', 'experiment', '--experiment', experiment, '--output-dir', dir],
    ],
    import: ({ experiment, dir }) => [
      ...command,
      ...['import', 'experiment', '--experiment-name', experiment, '--input-dir', dir],
    ],
  }
}

/** mlflow-export-import, whose commands lie in the folder `bin`. */
export function pythonTool(bin: string): Contender {
  return {
    name: 'python tool',
    export: ({ experiment, dir }) => [
      join(bin, 'export-experiment'),
      ...['--experiment', experiment, '--output-dir', dir],
    ],
  }
}

/** Runs the command as a user does. Throws with its output, which goes into the file `log`, when it does not end with 0. */
export async function measure(
  command: readonly string[],
  { url, log }: { readonly url: string; readonly log: string },
): Promise<Measured> {
  const env = { ...process.env, MLFLOW_TRACKING_URI: url }
  const { stdout } = await promisify(execFile)('python3', [here('measure.py'), log, ...command], { env })
  const { code, ...measured } = JSON.parse(stdout)
  if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}:\n${await readFile(log, 'utf8')}`)
  return measured
}
