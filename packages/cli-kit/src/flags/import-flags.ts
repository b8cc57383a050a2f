import { Flags } from '@oclif/core'

export const sourceTagsFlags = {
  'import-source-tags': Flags.boolean({
    helpGroup: 'CHANGES ON THE WAY',
    allowNo: true,
    summary:
      'Add tags with the fields that each object has at its source: mlflow_exim.run_info.*, mlflow_exim.field.*, mlflow_exim.mlflow_tag.*.',
  }),
}

export const experimentPrefixFlags = {
  'experiment-prefix': Flags.string({
    helpGroup: 'CHANGES ON THE WAY',
    helpValue: '<text>',
    summary: 'Prefix for the names of experiments at the target, such as /old-server/.',
  }),
}

export const renameFlags = {
  ...experimentPrefixFlags,
  'experiment-rename-file': Flags.string({
    helpGroup: 'CHANGES ON THE WAY',
    helpValue: '<file>',
    summary: 'CSV file with an old name and a new name on each line. These experiments arrive under the new name.',
  }),
  'model-rename-file': Flags.string({
    helpGroup: 'CHANGES ON THE WAY',
    helpValue: '<file>',
    summary:
      'CSV file with an old name and a new name on each line. These registered models arrive under the new name.',
  }),
}
