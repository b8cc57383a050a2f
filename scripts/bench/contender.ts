import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A way to export one experiment. */
export interface Contender {
  readonly name: string
  /** Writes `dir`, which is not there yet. */
  readonly command: (experiment: string, url: string, dir: string) => readonly string[]
}

export interface Measured {
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakBytes: number
}

const here = (path: string) => join(import.meta.dirname, path)
const node = [process.execPath, '--conditions=@mlferry/source']

export const floor: Contender = {
  name: 'floor',
  command: (experiment, url, dir) => [...node, here('floor.ts'), url, experiment, dir],
}

export const mlferry: Contender = {
  name: 'mlferry',
  command: (experiment, _, dir) => [
    process.execPath,
    here('../../apps/cli/bin/run.js'),
    ...['export', 'experiment', '--experiment', experiment, '--output-dir', dir],
  ],
}

/** mlflow-export-import, whose commands lie in the folder `bin`. */
export function pythonTool(bin: string): Contender {
  return {
    name: 'python tool',
    command: (experiment, _, dir) => [join(bin, 'export-experiment'), '--experiment', experiment, '--output-dir', dir],
  }
}

/** Runs the command as a user does. Throws with its output when it does not end with 0. */
export async function measure(
  { name, command }: Contender,
  { experiment, url, dir }: { readonly experiment: string; readonly url: string; readonly dir: string },
): Promise<Measured> {
  const output = `${dir}.log`
  const env = { ...process.env, MLFLOW_TRACKING_URI: url }
  const args = [here('measure.py'), output, ...command(experiment, url, dir)]
  const { stdout } = await promisify(execFile)('python3', args, { env })
  const { code, ...measured } = JSON.parse(stdout)
  if (code !== 0) throw new Error(`${name} ended with ${code}:\n${await readFile(output, 'utf8')}`)
  return measured
}
