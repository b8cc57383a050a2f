import {
  deletedFlags,
  importAmend,
  type Moves,
  move,
  onlyFlags,
  readNameList,
  renameFlags,
  replacedKinds,
  replaceModelFlags,
  type SelectionFlags,
  selectionOf,
  sourceTagsFlags,
  timeFlags,
  type VersionFlags,
  versionFlags,
  versionsOf,
} from '@mlferry/cli-kit'
import { copy } from '@mlferry/engine'
import { allRunsFlags, modelsFlags } from '../flags.ts'

const subject = { kind: 'registeredModel' }

export const models = {
  export: move({
    summary: 'Export registered models with the runs and logged models that they come from.',
    alias: 'export-models',
    examples: ["--models 'churn,fraud-*' --output-dir mlflow-export"],
    flags: { ...modelsFlags, ...versionFlags, ...allRunsFlags, ...timeFlags, ...deletedFlags, ...onlyFlags },
    withoutEffect: ['export-version-model', 'export-permissions', 'use-threads', 'notebook-formats'],
    async ask(flags) {
      const { selection, selected } = await askedIn(flags)
      return { selection, subject, copy: (job) => copy({ ...job, selection: selected }) }
    },
  }),
  import: move({
    summary: 'Import the registered models of an export directory with the runs and logged models that they come from.',
    alias: 'import-models',
    examples: [
      'MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir mlflow-export',
    ],
    flags: { ...sourceTagsFlags, ...renameFlags, ...replaceModelFlags, ...onlyFlags },
    withoutEffect: ['import-permissions', 'use-src-user-id', 'use-threads'],
    async ask(flags) {
      const { amend, unused } = await importAmend(flags)
      return {
        copy(job, { source: { archive } }) {
          // What mlferry exported holds just the runs that were asked for then.
          const allRuns = archive?.asked ? archive.asked.allRuns === true : true
          return copy({
            ...job,
            ...replacedKinds(flags),
            selection: { models: ['*'], allRuns, includeDeleted: true },
            amend,
          })
        },
        notes: unused,
      }
    },
  }),
  copy: move({
    summary: 'Copy registered models, with the runs and logged models that they come from, into another store.',
    examples: ['--from http://old:5000 --to http://new:5000 --models churn'],
    flags: {
      ...modelsFlags,
      ...versionFlags,
      ...allRunsFlags,
      ...timeFlags,
      ...deletedFlags,
      ...sourceTagsFlags,
      ...renameFlags,
      ...onlyFlags,
    },
    async ask(flags) {
      const { selection, selected } = await askedIn(flags)
      const { amend, unused } = await importAmend(flags)
      return { selection, subject, copy: (job) => copy({ ...job, selection: selected, amend }), notes: unused }
    },
  }),
} satisfies Moves

type Flagged = VersionFlags &
  SelectionFlags & { readonly models: string | undefined; readonly 'export-all-runs': boolean }

async function askedIn(flags: Flagged) {
  const models = await readNameList(flags.models, '--models')
  const selection = { ...versionsOf(flags), ...selectionOf(flags), allRuns: flags['export-all-runs'], models }
  return { selection, selected: { ...selection, models: models ?? ['*'] } }
}
