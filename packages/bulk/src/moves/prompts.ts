import { type Moves, move, onlyFlags, readNameList, replacedKinds, replacePromptFlags } from '@mlferry/cli-kit'
import { copy } from '@mlferry/engine'
import { promptsFlags } from '../flags.ts'

const subject = { kind: 'prompt' }

export const prompts = {
  export: move({
    summary: 'Export prompts with all their versions.',
    alias: 'export-prompts',
    examples: ["--prompts 'greeting,qa-*' --output-dir exported"],
    flags: { ...promptsFlags, ...onlyFlags },
    withoutEffect: ['use-threads'],
    async ask(flags) {
      const selection = { prompts: await readNameList(flags.prompts, '--prompts') }
      const { prompts = ['*'] } = selection
      return { selection, subject, copy: (job) => copy({ ...job, selection: { prompts } }) }
    },
  }),
  import: move({
    summary: 'Import the prompts of an export directory with all their versions.',
    alias: 'import-prompts',
    examples: ['MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir exported'],
    flags: { ...replacePromptFlags, ...onlyFlags },
    withoutEffect: ['use-threads'],
    ask: (flags) => ({ copy: (job) => copy({ ...job, ...replacedKinds(flags), selection: { prompts: ['*'] } }) }),
  }),
  copy: move({
    summary: 'Copy prompts with all their versions into another store.',
    examples: ["--from http://old:5000 --to http://new:5000 --prompts 'greeting,qa-*'"],
    flags: { ...promptsFlags, ...replacePromptFlags, ...onlyFlags },
    async ask(flags) {
      const selection = { prompts: await readNameList(flags.prompts, '--prompts') }
      const { prompts = ['*'] } = selection
      return { selection, subject, copy: (job) => copy({ ...job, ...replacedKinds(flags), selection: { prompts } }) }
    },
  }),
} satisfies Moves
