import type { Amend, JobOptions } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'
import { datasetsOfExperiments } from './datasets-of-experiments.ts'

export interface CopyEvaluationDatasetsOptions extends JobOptions {
  /** Names, ids, or names with `*`. undefined: all. */
  readonly evaluationDatasets: readonly string[] | undefined
  /** Of all: just those of these experiments, by their ids at the source. */
  readonly experimentIds?: readonly string[] | undefined
  /** `['evaluationDataset']`: those of the same name at the target are deleted first. */
  readonly replace?: readonly string[]
  readonly amend?: Amend | undefined
}

/** Copies evaluation datasets with every record, and their experiments, without what these hold. Throws ERR_NOT_FOUND. */
export async function copyEvaluationDatasets(options: CopyEvaluationDatasetsOptions): Promise<CopyReport> {
  const { evaluationDatasets: named = ['*'], experimentIds, amend, ...job } = options
  const evaluationDatasets = experimentIds ? await datasetsOfExperiments(experimentIds, job) : named
  return copy({ ...job, selection: { evaluationDatasets }, ...(amend ? { amend } : {}) })
}
