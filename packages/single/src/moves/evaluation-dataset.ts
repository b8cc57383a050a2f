import { type Moves, move, onlyFlags, replacedKinds, replaceEvaluationDatasetFlags } from '@mlferry/cli-kit'
import { copyEvaluationDataset } from '../copy-evaluation-dataset.ts'
import { evaluationDatasetFlags, evaluationDatasetNameFlags, evaluationDatasetOf } from '../evaluation-dataset-flags.ts'

export const evaluationDataset = {
  export: move({
    summary: 'Export one evaluation dataset with every record.',
    alias: 'export-evaluation-dataset',
    examples: ['--dataset-name questions --output-dir ./questions'],
    flags: { ...evaluationDatasetFlags, ...onlyFlags },
    ask(flags) {
      const selection = evaluationDatasetOf(flags)
      return {
        selection,
        subject: subjectOf(selection),
        copy: (job) => copyEvaluationDataset({ ...job, ...selection }),
      }
    },
  }),
  import: move({
    summary: 'Import one evaluation dataset with every record.',
    alias: 'import-evaluation-dataset',
    examples: ['--input-dir ./questions --evaluation-dataset-name questions-2'],
    flags: { ...evaluationDatasetNameFlags, ...replaceEvaluationDatasetFlags, ...onlyFlags },
    ask(flags) {
      const options = { ...replacedKinds(flags), evaluationDatasetName: flags['evaluation-dataset-name'] }
      return { copy: (job) => copyEvaluationDataset({ ...job, ...options }) }
    },
  }),
  copy: move({
    summary: 'Copy one evaluation dataset with every record into another store.',
    examples: ['--from http://old:5000 --to http://new:5000 --dataset-name questions'],
    flags: {
      ...evaluationDatasetFlags,
      ...evaluationDatasetNameFlags,
      ...replaceEvaluationDatasetFlags,
      ...onlyFlags,
    },
    ask(flags) {
      const selection = evaluationDatasetOf(flags)
      const options = { ...replacedKinds(flags), evaluationDatasetName: flags['evaluation-dataset-name'] }
      return {
        selection,
        subject: subjectOf(selection),
        copy: (job) => copyEvaluationDataset({ ...job, ...selection, ...options }),
      }
    },
  }),
} satisfies Moves

function subjectOf({ evaluationDataset }: ReturnType<typeof evaluationDatasetOf>) {
  return { kind: 'evaluationDataset', one: evaluationDataset }
}
