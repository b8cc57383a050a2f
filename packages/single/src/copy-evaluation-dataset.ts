import { type JobOptions, renameKind } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'
import { onlyNamed } from './only-named.ts'

export interface CopyEvaluationDatasetOptions extends JobOptions {
  /** Name or id. Default: the only one that the source holds. */
  readonly evaluationDataset?: string | undefined
  /** Its name at the target. Default: the same. */
  readonly evaluationDatasetName?: string | undefined
  /** `['evaluationDataset']`: those of the same name at the target are deleted first. */
  readonly replace?: readonly string[]
}

/** Copies one evaluation dataset with every record, and its experiments, without what these hold. Throws ERR_NOT_FOUND, ERR_MORE_THAN_ONE. */
export async function copyEvaluationDataset(options: CopyEvaluationDatasetOptions): Promise<CopyReport> {
  const { evaluationDataset, evaluationDatasetName: name, ...job } = options
  const only = await onlyNamed('evaluationDataset', evaluationDataset, job)
  const amend = name === undefined ? undefined : renameKind(['evaluationDataset'], name)
  return copy({ ...job, selection: { evaluationDatasets: [only] }, amend })
}
