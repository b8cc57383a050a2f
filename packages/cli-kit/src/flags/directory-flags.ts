import { Flags } from '@oclif/core'

const path = { helpValue: '<dir>', helpGroup: 'SERVER AND DIRECTORY', required: true } as const

export const outputDirFlags = {
  'output-dir': Flags.string({
    ...path,
    char: 'o',
    summary: 'Directory to write. New or empty: start; an unfinished export of the same: go on.',
  }),
}

export const inputDirFlags = {
  'input-dir': Flags.string({
    ...path,
    char: 'i',
    summary: 'Export directory to read: of mlferry or of mlflow-export-import.',
  }),
  'allow-incomplete': Flags.boolean({
    helpGroup: path.helpGroup,
    summary: 'Take an export that was not finished as it is.',
  }),
}

export interface InputDirFlags {
  readonly 'input-dir': string
  readonly 'allow-incomplete': boolean
}
