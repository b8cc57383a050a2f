import { UsageError } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'

export const evaluationDatasetFlags = {
  'dataset-name': Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<name>',
    exclusive: ['dataset-id'],
    summary: 'The evaluation dataset, by name.',
  }),
  'dataset-id': Flags.string({ helpGroup: 'SELECTION', helpValue: '<id>', summary: 'The evaluation dataset, by id.' }),
}

export const evaluationDatasetNameFlags = {
  'evaluation-dataset-name': Flags.string({
    helpGroup: 'CHANGES ON THE WAY',
    helpValue: '<name>',
    summary: 'Name at the target. Default: the same.',
  }),
}

interface EvaluationDatasetFlags {
  readonly 'dataset-name': string | undefined
  readonly 'dataset-id': string | undefined
}

/** The name or id that is given. */
export function evaluationDatasetOf(flags: EvaluationDatasetFlags): { evaluationDataset: string } {
  const evaluationDataset = flags['dataset-name'] ?? flags['dataset-id']
  if (evaluationDataset !== undefined) return { evaluationDataset }
  throw new UsageError('Which evaluation dataset?', 'Give --dataset-name or --dataset-id.')
}
