import {
  type JobOptions,
  type Moves,
  move,
  onlyFlags,
  replacedKinds,
  replaceEvaluationDatasetFlags,
} from '@mlferry/cli-kit'
import { copy } from '@mlferry/engine'
import { datasetsOfExperiments } from '../datasets-of-experiments.ts'
import { evaluationDatasetsFlags, evaluationDatasetsOf } from '../flags.ts'

const subject = { kind: 'evaluationDataset' }

export const evaluationDatasets = {
  export: move({
    summary: 'Export evaluation datasets with every record.',
    alias: 'export-evaluation-datasets',
    examples: ["--evaluation-datasets 'questions-*' --output-dir exported"],
    flags: { ...evaluationDatasetsFlags, ...onlyFlags },
    withoutEffect: ['use-threads'],
    async ask(flags) {
      const selection = await evaluationDatasetsOf(flags)
      return { selection, subject, copy: (job) => copyAsked(job, selection) }
    },
  }),
  import: move({
    summary: 'Import the evaluation datasets of an export directory with every record.',
    alias: 'import-evaluation-datasets',
    examples: ['MLFLOW_TRACKING_URI=http://localhost:5000 <%= config.bin %> <%= command.id %> --input-dir exported'],
    flags: { ...replaceEvaluationDatasetFlags, ...onlyFlags },
    withoutEffect: ['use-threads'],
    ask: (flags) => ({
      copy: (job) => copy({ ...job, ...replacedKinds(flags), selection: { evaluationDatasets: ['*'] } }),
    }),
  }),
  copy: move({
    summary: 'Copy evaluation datasets with every record into another store.',
    examples: ["--from http://old:5000 --to http://new:5000 --evaluation-datasets 'questions-*'"],
    flags: { ...evaluationDatasetsFlags, ...replaceEvaluationDatasetFlags, ...onlyFlags },
    async ask(flags) {
      const selection = await evaluationDatasetsOf(flags)
      const replaced = replacedKinds(flags)
      return { selection, subject, copy: (job) => copyAsked({ ...job, ...replaced }, selection) }
    },
  }),
} satisfies Moves

async function copyAsked(job: JobOptions, { evaluationDatasets: named = ['*'], experimentIds }: Selected) {
  const evaluationDatasets = experimentIds ? await datasetsOfExperiments(experimentIds, job) : named
  return copy({ ...job, selection: { evaluationDatasets } })
}

type Selected = Awaited<ReturnType<typeof evaluationDatasetsOf>>
