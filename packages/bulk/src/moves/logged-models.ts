import { type Asked, type Moves, move, onlyFlags, readNameList } from '@mlferry/cli-kit'
import { copy } from '@mlferry/engine'
import { experimentIdsFlags } from '../flags.ts'

const subject = { kind: 'loggedModel' }

export const loggedModels = {
  export: move({
    summary: 'Export the logged models of experiments with the runs that made them.',
    alias: 'export-logged-models',
    examples: ['--experiment-ids 1,2 --output-dir logged-models'],
    flags: { ...experimentIdsFlags, ...onlyFlags },
    ask,
  }),
  import: move({
    summary: 'Import the logged models of an export directory with their runs.',
    alias: 'import-logged-models',
    examples: [
      'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir logged-models',
    ],
    flags: onlyFlags,
    ask: () => ({ copy: (job) => copy({ ...job, selection: { experiments: ['*'], loggedModels: 'all' } }) }),
  }),
  copy: move({
    summary: 'Copy the logged models of experiments, with the runs that made them, into another store.',
    examples: ['--from http://old:5000 --to http://new:5000 --experiment-ids all'],
    flags: { ...experimentIdsFlags, ...onlyFlags },
    ask,
  }),
} satisfies Moves

async function ask(flags: { readonly 'experiment-ids': string | undefined }): Promise<Asked> {
  const selection = { experiments: await readNameList(flags['experiment-ids'], '--experiment-ids') }
  const { experiments = ['*'] } = selection
  return { selection, subject, copy: (job) => copy({ ...job, selection: { experiments, loggedModels: 'all' } }) }
}
