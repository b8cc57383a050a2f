export type { CopyExperimentOptions } from './copy-experiment.ts'
export { copyExperiment } from './copy-experiment.ts'
export type { CopyRunOptions } from './copy-run.ts'
export { copyRun } from './copy-run.ts'
