import { readNameList, UsageError } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'

export const experimentsFlags = {
  experiments: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'Names or ids separated by commas, names with *, or a .txt file with one on each line. Default: all.',
  }),
}

export const modelsFlags = {
  models: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'Names separated by commas, names with *, or a .txt file with one on each line. Default: all.',
  }),
}

export const allRunsFlags = {
  'export-all-runs': Flags.boolean({
    helpGroup: 'SELECTION',
    allowNo: true,
    summary:
      'Also all other runs of the experiments, within --run-start-time and --runs-until, with their logged models.',
  }),
}

export const experimentIdsFlags = {
  'experiment-ids': Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary:
      'Experiments by id or name, separated by commas, names with *, or a .txt file with one on each line. Default: all.',
  }),
}

export const promptsFlags = {
  prompts: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'Names separated by commas, names with *, or a .txt file with one on each line. Default: all.',
  }),
}

export const evaluationDatasetsFlags = {
  'evaluation-datasets': Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'Names or ids separated by commas, names with *, or a .txt file with one on each line. Default: all.',
  }),
  'experiment-ids': Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<id,id>',
    summary: 'Only those of these experiments: ids separated by commas.',
  }),
}

interface EvaluationDatasetsFlags {
  readonly 'evaluation-datasets': string | undefined
  readonly 'experiment-ids': string | undefined
}

/** What the flags of evaluation datasets mean as a selection. */
export async function evaluationDatasetsOf(flags: EvaluationDatasetsFlags) {
  const evaluationDatasets = await readNameList(flags['evaluation-datasets'], '--evaluation-datasets')
  const experimentIds = flags['experiment-ids']
    ?.split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
  if (experimentIds && evaluationDatasets)
    throw new UsageError(
      '--experiment-ids narrows all evaluation datasets, not named ones.',
      'Leave --evaluation-datasets out.',
    )
  return { evaluationDatasets, ...(experimentIds ? { experimentIds } : {}) }
}
