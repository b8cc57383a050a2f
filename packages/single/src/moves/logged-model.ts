import { type Moves, move, onlyFlags } from '@mlferry/cli-kit'
import { askedOf } from '../asked-of.ts'
import { copyLoggedModel } from '../copy-logged-model.ts'
import { modelIdFlags, oneExperimentFlags } from '../flags.ts'

export const loggedModel = {
  export: move({
    summary: 'Export one logged model with the runs that made it or logged its points.',
    alias: 'export-logged-model',
    examples: ['--model-id m-13c0003dbd1e4c9985fcc25cca96735f --output-dir ./model'],
    flags: { ...modelIdFlags, ...onlyFlags },
    ask(flags) {
      const { selection, subject } = askedIn(flags)
      return { selection, subject, copy: (job) => copyLoggedModel({ ...job, ...selection }) }
    },
  }),
  import: move({
    summary: 'Import one logged model with its runs.',
    alias: 'import-logged-model',
    examples: ['--input-dir ./model --experiment-name churn'],
    flags: { ...oneExperimentFlags, ...onlyFlags },
    withoutEffect: ['mlmodel-fix'],
    ask(flags) {
      const experimentName = flags['experiment-name']
      return {
        copy: (job, { source }) =>
          copyLoggedModel({ ...job, ...askedOf(source, { modelId: undefined }), experimentName }),
      }
    },
  }),
  copy: move({
    summary: 'Copy one logged model, with the runs that made it or logged its points, into another store.',
    alias: 'copy-logged-model',
    examples: ['--from http://old:5000 --to http://new:5000 --model-id m-13c0003dbd1e4c9985fcc25cca96735f'],
    flags: { ...modelIdFlags, ...oneExperimentFlags, ...onlyFlags },
    ask(flags) {
      const { selection, subject } = askedIn(flags)
      const experimentName = flags['experiment-name']
      return { selection, subject, copy: (job) => copyLoggedModel({ ...job, ...selection, experimentName }) }
    },
  }),
} satisfies Moves

function askedIn(flags: { readonly 'model-id': string }) {
  const modelId = flags['model-id']
  return { selection: { modelId }, subject: { kind: 'loggedModel', one: modelId } }
}
