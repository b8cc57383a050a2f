import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const cli = join(import.meta.dirname, '../../apps/cli/bin/run.js')
const reporter = join(import.meta.dirname, 'report-peak-memory.ts')

export interface MeasuredCommand {
  readonly args: readonly string[]
  readonly trackingUri: string
  /** Where the command runs and its output goes. */
  readonly dir: string
}

export interface Measured {
  /** Of the command's own process. */
  readonly peakBytes: number
  readonly seconds: number
}

/** Runs the built `mlferry` as a user does. Throws with its output when it does not end with 0. */
export async function measureCommand({ args, trackingUri, dir }: MeasuredCommand): Promise<Measured> {
  const peakFile = join(dir, 'peak-memory')
  const outputFile = join(dir, 'output.log')
  await using output = await open(outputFile, 'w')
  const env = { ...process.env, MLFLOW_TRACKING_URI: trackingUri, PEAK_MEMORY_FILE: peakFile }
  const started = performance.now()
  const child = spawn(process.execPath, [`--import=${reporter}`, cli, ...args], {
    cwd: dir,
    env,
    stdio: ['ignore', output.fd, output.fd],
  })
  const [code, signal] = await once(child, 'exit')
  const seconds = (performance.now() - started) / 1000
  if (code !== 0) {
    throw new Error(`mlferry ${args.join(' ')} ended with ${signal ?? code}:\n${await readFile(outputFile, 'utf8')}`)
  }
  return { peakBytes: Number(await readFile(peakFile, 'utf8')), seconds }
}
