import { Flags } from '@oclif/core'

export const sourceTagsFlags = {
  'import-source-tags': Flags.boolean({
    helpGroup: 'CHANGES ON THE WAY',
    allowNo: true,
    summary:
      "Add tags that tell each object's fields at its source: mlflow_exim.run_info.*, mlflow_exim.field.*, mlflow_exim.mlflow_tag.*.",
  }),
}

export const renameFlags = {
  'experiment-prefix': Flags.string({
    helpGroup: 'CHANGES ON THE WAY',
    helpValue: '<text>',
    summary: 'Experiments arrive with this before their name, such as /old-server/.',
  }),
  'experiment-rename-file': Flags.string({
    helpGroup: 'CHANGES ON THE WAY',
    helpValue: '<file>',
    summary: 'CSV file, old name and new name a line: these experiments arrive under the new name.',
  }),
  'model-rename-file': Flags.string({
    helpGroup: 'CHANGES ON THE WAY',
    helpValue: '<file>',
    summary: 'CSV file, old name and new name a line: these registered models arrive under the new name.',
  }),
}
