import { copyKind, move, nameExperiment, onlyFlags } from '@mlferry/cli-kit'
import { Flags } from '@oclif/core'
import { experimentNameFlags } from '../flags.ts'

/** As the Python tool has it: all that the directory holds, and into an experiment of another name. */
export const importTrace = move({
  summary: 'Import one trace with the experiment that holds it.',
  alias: 'import-trace',
  examples: [
    '--input-dir ./trace --experiment-name churn',
    '--input-dir ./mlflow-export --name tr-0123456789abcdef0123456789abcdef',
  ],
  flags: {
    ...experimentNameFlags,
    name: Flags.string({
      helpGroup: 'SELECTION',
      helpValue: '<name or id>',
      aliases: ['request-id', 'trace-id'],
      summary: 'The trace. Default: all traces in the directory.',
    }),
    ...onlyFlags,
  },
  ask(flags) {
    const experimentName = flags['experiment-name']
    const amend = experimentName === undefined ? {} : { amend: nameExperiment(experimentName) }
    return { copy: (job) => copyKind({ ...job, kind: 'trace', name: flags.name, ...amend }) }
  },
})
