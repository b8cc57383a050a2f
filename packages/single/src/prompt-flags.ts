import { Flags } from '@oclif/core'

export const promptFlags = {
  'prompt-name': Flags.string({ helpGroup: 'SELECTION', helpValue: '<name>', required: true, summary: 'The prompt.' }),
  'prompt-version': Flags.integer({
    helpGroup: 'SELECTION',
    helpValue: '<n>',
    min: 1,
    summary: 'Only this version. Default: all.',
  }),
}

interface PromptFlags {
  readonly 'prompt-name': string
  readonly 'prompt-version': number | undefined
}

/** What the flags of a prompt mean as a selection. */
export function promptOf({ 'prompt-name': name, 'prompt-version': version }: PromptFlags) {
  return { name, ...(version === undefined ? {} : { version }) }
}
