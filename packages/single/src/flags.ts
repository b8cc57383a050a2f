import { Flags } from '@oclif/core'

const helpGroup = 'SELECTION'

export const experimentFlags = {
  experiment: Flags.string({
    helpGroup,
    helpValue: '<name or id>',
    required: true,
    summary: 'The experiment, by name or id. A name comes first.',
  }),
}

export const runIdFlags = {
  'run-id': Flags.string({ helpGroup, helpValue: '<id>', required: true, summary: 'The run.' }),
}

export const runIdsFlags = {
  'run-ids': Flags.string({ helpGroup, helpValue: '<id,id>', summary: 'Only these runs: ids separated by commas.' }),
  'check-nested-runs': Flags.boolean({
    helpGroup,
    allowNo: true,
    dependsOn: ['run-ids'],
    summary: 'With --run-ids: also the runs nested below them.',
  }),
}

export const experimentNameFlags = {
  'experiment-name': Flags.string({
    helpGroup: 'CHANGES ON THE WAY',
    helpValue: '<name>',
    summary: 'Name at the target. Default: the same.',
  }),
}

export const modelFlags = {
  model: Flags.string({
    helpGroup,
    helpValue: '<name>',
    aliases: ['src-model'],
    required: true,
    summary: 'The registered model.',
  }),
}

export const versionFlag = {
  version: Flags.string({
    helpGroup,
    helpValue: '<n>',
    aliases: ['src-version'],
    required: true,
    summary: 'The number of the version.',
  }),
}

export const modelIdFlags = {
  'model-id': Flags.string({ helpGroup, helpValue: '<id>', required: true, summary: 'The logged model, m-….' }),
}

const changes = 'CHANGES ON THE WAY'

export const modelTargetFlags = {
  model: Flags.string({
    helpGroup: changes,
    helpValue: '<name>',
    summary: 'Name of the registered model at the target. Default: the same.',
  }),
}

export const newNameFlags = {
  'dst-model': Flags.string({
    helpGroup: changes,
    helpValue: '<name>',
    summary: 'Name of the registered model at the target. Default: the same.',
  }),
}

export const oneExperimentFlags = {
  'experiment-name': Flags.string({
    helpGroup: changes,
    helpValue: '<name>',
    aliases: ['dst-experiment-name'],
    summary: 'One experiment at the target that takes all runs. Default: runs go into experiments of the same name.',
  }),
}

/** As the Python tool has it: off. An alias goes from one version to another, whoever gave it. */
export function stagesAndAliases() {
  return Flags.boolean({
    helpGroup: changes,
    allowNo: true,
    summary:
      'Also set the stage and the aliases of the version. It takes aliases from other versions there. Default: it has none.',
  })
}

/** `a,b` as a list; undefined stays. */
export function splitList(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
