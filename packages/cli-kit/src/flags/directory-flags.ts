import { Flags } from '@oclif/core'

const path = { helpValue: '<dir>', helpGroup: 'SERVER AND DIRECTORY', required: true } as const

export const outputDirFlags = {
  'output-dir': Flags.string({
    ...path,
    char: 'o',
    summary:
      'Directory to write: new, empty, or an unfinished export of the same, which goes on. Or the address of another store.',
  }),
}

export const inputDirFlags = {
  'input-dir': Flags.string({
    ...path,
    char: 'i',
    summary:
      'Export directory to read, written by mlferry or by mlflow-export-import. Or the address of another store.',
  }),
  'allow-incomplete': Flags.boolean({
    helpGroup: path.helpGroup,
    summary: 'Use an export that was not finished, as it is.',
  }),
}

export interface InputDirFlags {
  readonly 'input-dir': string
  readonly 'allow-incomplete': boolean
}
