import { Flags } from '@oclif/core'

export const experimentsFlags = {
  experiments: Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    required: true,
    summary: "Names or ids separated by commas, 'all', names with *, or a .txt file with one a line.",
  }),
}
