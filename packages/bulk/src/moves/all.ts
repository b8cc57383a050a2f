import {
  chooseWorkspacesFlag,
  deletedFlags,
  filterFlags,
  importAmend,
  type Moves,
  move,
  renameFlags,
  replacedKinds,
  replaceEvaluationDatasetFlags,
  replaceModelFlags,
  replacePromptFlags,
  selectionOf,
  sourceTagsFlags,
  timeFlags,
  versionFlags,
  versionsOf,
  workspaceFlags,
} from '@mlferry/cli-kit'
import { copy } from '@mlferry/engine'

export const all = {
  export: move({
    summary: 'Export everything that a tracking server holds: experiments, runs, models.',
    alias: 'export-all',
    examples: [
      'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --output-dir mlflow-export',
      '--from http://old:5000 --output-dir mlflow-export --include-deleted',
    ],
    flags: { ...chooseWorkspacesFlag, ...timeFlags, ...filterFlags, ...deletedFlags, ...versionFlags },
    withoutEffect: ['export-version-model', 'export-permissions', 'use-threads', 'notebook-formats'],
    ask(flags) {
      const selection = { ...selectionOf(flags), ...versionsOf(flags) }
      const { workspaces } = flags
      return {
        selection: { ...selection, ...(workspaces === undefined ? {} : { workspaces }) },
        everyWorkspace: true,
        copy: (job) => copy({ ...job, selection }),
      }
    },
  }),
  import: move({
    summary: 'Import everything that an export directory holds.',
    alias: 'import-all',
    examples: [
      'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir mlflow-export',
      '--to http://new:5000 --input-dir mlflow-export --import-source-tags',
    ],
    flags: {
      ...workspaceFlags,
      ...sourceTagsFlags,
      ...renameFlags,
      ...replaceModelFlags,
      ...replacePromptFlags,
      ...replaceEvaluationDatasetFlags,
    },
    withoutEffect: ['import-permissions', 'use-src-user-id', 'use-threads', 'include-deleted'],
    async ask(flags) {
      const { amend, unused } = await importAmend(flags)
      return {
        whole: true,
        everyWorkspace: true,
        copy: (job) => copy({ ...job, ...replacedKinds(flags), selection: { includeDeleted: true }, amend }),
        notes: unused,
      }
    },
  }),
  copy: move({
    summary: 'Copy everything that a store holds into another store.',
    examples: ['--from http://old:5000 --to http://new:5000'],
    flags: {
      ...workspaceFlags,
      ...timeFlags,
      ...filterFlags,
      ...deletedFlags,
      ...sourceTagsFlags,
      ...renameFlags,
    },
    async ask(flags) {
      const { amend, unused } = await importAmend(flags)
      const selection = selectionOf(flags)
      return { selection, everyWorkspace: true, copy: (job) => copy({ ...job, selection, amend }), notes: unused }
    },
  }),
} satisfies Moves
