import { type Moves, move, onlyFlags, readNameList, replacedKinds, replacePromptFlags } from '@mlferry/cli-kit'
import { copyPrompts } from '../copy-prompts.ts'
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
      return { selection, subject, copy: (job) => copyPrompts({ ...job, ...selection }) }
    },
  }),
  import: move({
    summary: 'Import the prompts of an export directory with all their versions.',
    alias: 'import-prompts',
    examples: ['MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir exported'],
    flags: { ...replacePromptFlags, ...onlyFlags },
    withoutEffect: ['use-threads'],
    ask: (flags) => ({ copy: (job) => copyPrompts({ ...job, ...replacedKinds(flags), prompts: undefined }) }),
  }),
  copy: move({
    summary: 'Copy prompts with all their versions to another server.',
    examples: ["--from http://old:5000 --to http://new:5000 --prompts 'greeting,qa-*'"],
    flags: { ...promptsFlags, ...replacePromptFlags, ...onlyFlags },
    async ask(flags) {
      const selection = { prompts: await readNameList(flags.prompts, '--prompts') }
      return { selection, subject, copy: (job) => copyPrompts({ ...job, ...selection, ...replacedKinds(flags) }) }
    },
  }),
} satisfies Moves
