import { addSourceTags, type Moves, move, nestedRunsFlags, onlyFlags, sourceTagsFlags } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { askedOf } from '../asked-of.ts'
import { copyRun } from '../copy-run.ts'
import { experimentNameFlags, runIdFlags } from '../flags.ts'

export const run = {
  export: move({
    summary: 'Export one run.',
    alias: 'export-run',
    examples: ['--run-id 7602602691334f2596fe4dc45e1ff4b8 --output-dir ./run'],
    flags: { ...runIdFlags, ...nestedRunsFlags, ...onlyFlags },
    withoutEffect: ['notebook-formats'],
    ask(flags) {
      const selection = selectionIn(flags)
      return { selection, subject: subjectOf(flags), copy: (job) => copyRun({ ...job, ...selection }) }
    },
  }),
  import: move({
    summary: 'Import one run into an experiment.',
    alias: 'import-run',
    examples: ['--input-dir ./run --experiment-name churn'],
    flags: {
      'experiment-name': Flags.string({
        helpGroup: 'CHANGES ON THE WAY',
        helpValue: '<name>',
        required: true,
        summary: 'The experiment that takes the run. It is created if it is missing.',
      }),
      'run-id': Flags.string({
        helpGroup: 'SELECTION',
        helpValue: '<id>',
        summary: 'The run. Default: the run that was exported, or the only run in the directory.',
      }),
      ...sourceTagsFlags,
      ...onlyFlags,
    },
    withoutEffect: ['use-src-user-id', 'dst-notebook-dir', 'mlmodel-fix', 'include-deleted'],
    ask(flags) {
      const experimentName = flags['experiment-name']
      const amend = flags['import-source-tags'] ? addSourceTags() : undefined
      return {
        copy: (job, { source }) =>
          copyRun({ ...job, ...askedOf(source, { runId: flags['run-id'] }), experimentName, amend }),
      }
    },
  }),
  copy: move({
    summary: 'Copy one run into another store.',
    alias: 'copy-run',
    examples: ['--from http://old:5000 --to http://new:5000 --run-id 7602602691334f2596fe4dc45e1ff4b8'],
    flags: { ...runIdFlags, ...experimentNameFlags, ...nestedRunsFlags, ...onlyFlags },
    ask(flags) {
      const selection = selectionIn(flags)
      const experimentName = flags['experiment-name']
      return { selection, subject: subjectOf(flags), copy: (job) => copyRun({ ...job, ...selection, experimentName }) }
    },
  }),
} satisfies Moves

interface Flagged {
  readonly 'run-id': string
  readonly 'check-nested-runs': boolean
}

function selectionIn(flags: Flagged) {
  return { runId: flags['run-id'], nestedRuns: flags['check-nested-runs'] }
}

function subjectOf(flags: Flagged) {
  return { kind: 'run', one: flags['run-id'] }
}
