import {
  addSourceTags,
  deletedFlags,
  experimentPrefixFlags,
  filterFlags,
  type Moves,
  move,
  onlyFlags,
  prefixExperiments,
  selectionOf,
  sourceTagsFlags,
  timeFlags,
  UsageError,
} from '@mlferry/cli-kit'
import { askedOf } from '../asked-of.ts'
import { copyExperiment } from '../copy-experiment.ts'
import { experimentFlags, experimentNameFlags, runIdsFlags, splitList } from '../flags.ts'

const selectionFlags = { ...experimentFlags, ...runIdsFlags, ...timeFlags, ...filterFlags, ...deletedFlags }

export const experiment = {
  export: move({
    summary: 'Export one experiment with its runs.',
    alias: 'export-experiment',
    examples: [
      '--experiment churn --output-dir ./churn',
      '--experiment 7 --run-start-time 2025-01-01 --output-dir ./churn-2025',
    ],
    flags: { ...selectionFlags, ...onlyFlags },
    withoutEffect: ['export-permissions', 'notebook-formats'],
    ask(flags) {
      const selection = selectionIn(flags)
      return { selection, subject: subjectOf(flags), copy: (job) => copyExperiment({ ...job, ...selection }) }
    },
  }),
  import: move({
    summary: 'Import one experiment with its runs.',
    alias: 'import-experiment',
    examples: ['--input-dir ./churn --experiment-name churn-2024', '--input-dir ./mlflow-export/experiments/7'],
    flags: { ...experimentNameFlags, ...sourceTagsFlags, ...onlyFlags },
    withoutEffect: ['import-permissions', 'use-src-user-id', 'dst-notebook-dir', 'include-deleted'],
    ask(flags) {
      const experimentName = flags['experiment-name']
      const amend = flags['import-source-tags'] ? addSourceTags() : undefined
      return {
        copy: (job, { source }) =>
          copyExperiment({
            ...job,
            ...askedOf(source, { experiment: undefined }),
            experimentName,
            amend,
            includeDeleted: true,
          }),
      }
    },
  }),
  copy: move({
    summary: 'Copy one experiment with its runs into another store.',
    examples: ['--from http://old:5000 --to http://new:5000 --experiment churn'],
    flags: { ...selectionFlags, ...experimentNameFlags, ...onlyFlags, ...experimentPrefixFlags },
    ask(flags) {
      const { 'experiment-name': experimentName, 'experiment-prefix': prefix } = flags
      if (experimentName !== undefined && prefix !== undefined)
        throw new UsageError('--experiment-name and --experiment-prefix exclude each other.', 'Give the whole name.')
      const amend = prefix === undefined ? undefined : prefixExperiments(prefix)
      const selection = selectionIn(flags)
      return {
        selection,
        subject: subjectOf(flags),
        copy: (job) => copyExperiment({ ...job, ...selection, experimentName, amend }),
      }
    },
  }),
} satisfies Moves

type Flagged = Parameters<typeof selectionOf>[0] & {
  readonly experiment: string
  readonly 'run-ids': string | undefined
  readonly 'check-nested-runs': boolean
}

function selectionIn(flags: Flagged) {
  return {
    ...selectionOf(flags),
    experiment: flags.experiment,
    runIds: splitList(flags['run-ids']),
    descendants: flags['check-nested-runs'],
  }
}

function subjectOf({ experiment }: Flagged) {
  return { kind: 'experiment', one: experiment }
}
