import { randomBytes } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { join } from 'node:path'
import { fillManyRuns, type MlflowServer } from '@mlferry/test-kit'

/** Data that is large in one way. */
export interface MemoryCase {
  readonly name: string
  readonly title: string
  /** Writes the data into a server; `scale` 1 is the full size. */
  fill(server: MlflowServer, scale: number): Promise<void>
  /** How much of it that is, as a server that takes it all in should count. */
  expected(scale: number): { readonly runs: number; readonly points: number; readonly bytes: number }
}

const mebibyte = 1024 * 1024

export const memoryCases: readonly MemoryCase[] = [
  {
    name: 'points',
    title: 'one run with 5 million points',
    async fill(server, scale) {
      await fillManyRuns(server, { experiment: 'points', runs: 1, metrics: 5, points: pointsOf(scale) })
    },
    expected: (scale) => ({ runs: 1, points: 5 * pointsOf(scale), bytes: 0 }),
  },
  {
    name: 'artifact',
    title: 'one artifact of 2 GiB',
    fill: (server, scale) => fillLargeFile(server, { experiment: 'artifact', mebibytes: Math.ceil(2048 * scale) }),
    expected: (scale) => ({ runs: 1, points: 0, bytes: sizeOf(scale) }),
  },
  {
    name: 'runs',
    title: '20,000 small runs',
    async fill(server, scale) {
      const runs = runsOf(scale)
      await fillManyRuns(server, { experiment: 'runs', runs, metrics: 3, points: 4, artifactsPerRun: 1 })
    },
    expected: (scale) => ({ runs: runsOf(scale), points: runsOf(scale) * 12, bytes: 0 }),
  },
]

/** One run with one file of random bytes. */
export async function fillLargeFile(
  server: MlflowServer,
  { experiment, mebibytes }: { readonly experiment: string; readonly mebibytes: number },
): Promise<void> {
  const { experimentId, runIds } = await fillManyRuns(server, { experiment, runs: 1 })
  const folder = join(server.artifactsDir, experimentId, String(runIds[0]), 'artifacts')
  await mkdir(folder, { recursive: true })
  await using file = await open(join(folder, 'weights.bin'), 'w')
  const piece = randomBytes(mebibyte)
  for (let written = 0; written < mebibytes; written++) await file.writeFile(piece)
}

function pointsOf(scale: number): number {
  return Math.ceil(1_000_000 * scale)
}

function sizeOf(scale: number): number {
  return Math.ceil(2048 * scale) * mebibyte
}

function runsOf(scale: number): number {
  return Math.ceil(20_000 * scale)
}
