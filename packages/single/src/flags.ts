import { Flags } from '@oclif/core'

const helpGroup = 'SELECTION'

export const experimentFlags = {
  experiment: Flags.string({
    helpGroup,
    helpValue: '<name or id>',
    required: true,
    summary: 'The experiment, by name or else by id.',
  }),
}

export const runIdFlags = {
  'run-id': Flags.string({ helpGroup, helpValue: '<id>', required: true, summary: 'The run.' }),
}

export const runIdsFlags = {
  'run-ids': Flags.string({ helpGroup, helpValue: '<id,id>', summary: 'Just these runs, ids separated by commas.' }),
  'check-nested-runs': Flags.boolean({
    helpGroup,
    allowNo: true,
    dependsOn: ['run-ids'],
    summary: 'With --run-ids: the runs nested below them too.',
  }),
}

export const experimentNameFlags = {
  'experiment-name': Flags.string({
    helpGroup: 'CHANGES ON THE WAY',
    helpValue: '<name>',
    summary: 'Name at the target. Default: the same.',
  }),
}

/** `a,b` as a list; undefined stays. */
export function splitList(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}
