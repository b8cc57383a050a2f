import { readNameList, UsageError } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'

export const experimentsFlags = {
  experiments: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    required: true,
    summary: "Names or ids separated by commas, 'all', names with *, or a .txt file with one a line.",
  }),
}

/** The same where all are meant unless some are named. */
export const someExperimentsFlags = {
  experiments: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    summary: 'Just these: names or ids separated by commas, names with *, or a .txt file with one a line.',
  }),
}

export const modelsFlags = {
  models: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    required: true,
    summary: "Names separated by commas, 'all', names with *, or a .txt file with one a line.",
  }),
}

export const allRunsFlags = {
  'export-all-runs': Flags.boolean({
    helpGroup: 'SELECTION',
    allowNo: true,
    summary:
      'All other runs of the experiments too, within --run-start-time and --runs-until, with their logged models.',
  }),
}

export const experimentIdsFlags = {
  'experiment-ids': Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    required: true,
    summary: "Experiments by id or name, separated by commas, 'all', names with *, or a .txt file with one a line.",
  }),
}

export const promptsFlags = {
  prompts: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    required: true,
    summary: "Names separated by commas, 'all', names with *, or a .txt file with one a line.",
  }),
}

export const evaluationDatasetsFlags = {
  'evaluation-datasets': Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    required: true,
    summary: "Names or ids separated by commas, 'all', names with *, or a .txt file with one a line.",
  }),
  'experiment-ids': Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<id,id>',
    summary: "With 'all': just those of these experiments, ids separated by commas.",
  }),
}

interface EvaluationDatasetsFlags {
  readonly 'evaluation-datasets': string
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
      'Give --evaluation-datasets all.',
    )
  return { evaluationDatasets, ...(experimentIds ? { experimentIds } : {}) }
}
