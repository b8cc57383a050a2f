import { fillManyRuns, type MlflowServer } from '@mlferry/test-kit'
import { fillLargeFile } from '../measure-memory/cases.ts'

/** One experiment that is exported and imported. */
export interface BenchData {
  readonly name: string
  readonly title: string
  readonly experiment: string
  fill(server: MlflowServer): Promise<unknown>
}

export function manyRuns(runs: number): BenchData {
  const experiment = 'bench'
  return {
    name: 'runs',
    title: `${runs} runs x 20 metrics x 50 points x 2 files`,
    experiment,
    fill: (server) => fillManyRuns(server, { experiment, runs, metrics: 20, points: 50, artifactsPerRun: 2 }),
  }
}

export function oneFile(mebibytes: number): BenchData {
  const experiment = 'artifact'
  return {
    name: 'file',
    title: `1 run with a file of ${mebibytes} MiB`,
    experiment,
    fill: (server) => fillLargeFile(server, { experiment, mebibytes }),
  }
}
