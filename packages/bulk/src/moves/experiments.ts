import {
  deletedFlags,
  experimentPrefixFlags,
  filterFlags,
  importAmend,
  type Moves,
  move,
  onlyFlags,
  prefixExperiments,
  readNameList,
  renameFlags,
  type SelectionFlags,
  selectionOf,
  sourceTagsFlags,
  timeFlags,
} from '@mlferry/cli-kit'
import { copy } from '@mlferry/engine'
import { experimentsFlags } from '../flags.ts'

const subject = { kind: 'experiment' }

export const experiments = {
  export: move({
    summary: 'Export several experiments with their runs.',
    alias: 'export-experiments',
    examples: [
      "--experiments 'churn,fraud-*' --output-dir mlflow-export",
      '--experiments names.txt --runs-until 2025-01-01 --output-dir mlflow-export',
    ],
    flags: { ...experimentsFlags, ...timeFlags, ...filterFlags, ...deletedFlags, ...onlyFlags },
    withoutEffect: ['export-permissions', 'use-threads', 'notebook-formats'],
    async ask(flags) {
      const { selection, selected } = await askedIn(flags)
      return { selection, subject, copy: (job) => copy({ ...job, selection: selected }) }
    },
  }),
  import: move({
    summary: 'Import every experiment of an export directory with its runs.',
    alias: 'import-experiments',
    examples: [
      'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir mlflow-export',
      '--to http://new:5000 --input-dir mlflow-export --experiment-rename-file names.csv',
    ],
    flags: { ...sourceTagsFlags, ...renameFlags, ...onlyFlags },
    withoutEffect: ['import-permissions', 'use-src-user-id', 'use-threads', 'include-deleted'],
    async ask(flags) {
      const { amend, unused } = await importAmend(flags)
      return {
        copy: (job) => copy({ ...job, selection: { experiments: ['*'], includeDeleted: true }, amend }),
        notes: unused,
      }
    },
  }),
  copy: move({
    summary: 'Copy several experiments with their runs into another store.',
    examples: ["--from http://old:5000 --to http://new:5000 --experiments 'churn,fraud-*'"],
    flags: {
      ...experimentsFlags,
      ...timeFlags,
      ...filterFlags,
      ...deletedFlags,
      ...onlyFlags,
      ...experimentPrefixFlags,
    },
    async ask(flags) {
      const { 'experiment-prefix': prefix } = flags
      const amend = prefix === undefined ? undefined : prefixExperiments(prefix)
      const { selection, selected } = await askedIn(flags)
      return { selection, subject, copy: (job) => copy({ ...job, selection: selected, amend }) }
    },
  }),
} satisfies Moves

async function askedIn(flags: SelectionFlags & { readonly experiments: string | undefined }) {
  const selection = { ...selectionOf(flags), experiments: await readNameList(flags.experiments) }
  return { selection, selected: { ...selection, experiments: selection.experiments ?? ['*'] } }
}
