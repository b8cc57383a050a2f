import { type Moves, move, onlyFlags, replacedKinds, replacePromptFlags } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { copyPrompt } from '../copy-prompt.ts'
import { promptFlags, promptOf } from '../prompt-flags.ts'

export const prompt = {
  export: move({
    summary: 'Export one prompt with its versions.',
    alias: 'export-prompt',
    examples: ['--prompt-name greeting --output-dir ./greeting'],
    flags: { ...promptFlags, ...onlyFlags },
    ask(flags) {
      const selection = promptOf(flags)
      return { selection, subject: subjectOf(selection), copy: (job) => copyPrompt({ ...job, ...selection }) }
    },
  }),
  import: move({
    summary: 'Import one prompt with its versions.',
    alias: 'import-prompt',
    examples: ['--input-dir ./greeting --prompt-name greeting-2'],
    flags: {
      'prompt-name': Flags.string({
        helpGroup: 'CHANGES ON THE WAY',
        helpValue: '<name>',
        summary: 'Name at the target. Default: the same.',
      }),
      ...replacePromptFlags,
      ...onlyFlags,
    },
    ask(flags) {
      const options = { ...replacedKinds(flags), promptName: flags['prompt-name'] }
      return { copy: (job) => copyPrompt({ ...job, ...options }) }
    },
  }),
  copy: move({
    summary: 'Copy one prompt with its versions into another store.',
    examples: ['--from http://old:5000 --to http://new:5000 --prompt-name greeting'],
    flags: { ...promptFlags, ...replacePromptFlags, ...onlyFlags },
    ask(flags) {
      const selection = promptOf(flags)
      const replaced = replacedKinds(flags)
      return {
        selection,
        subject: subjectOf(selection),
        copy: (job) => copyPrompt({ ...job, ...selection, ...replaced }),
      }
    },
  }),
} satisfies Moves

function subjectOf({ name, version }: ReturnType<typeof promptOf>) {
  if (version === undefined) return { kind: 'prompt', one: name }
  return { kind: 'promptVersion', one: `${name}/${version}` }
}
