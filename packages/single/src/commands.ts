import { kindMoves, moveCommands } from '@mlferry/cli-kit'
import { evaluationDataset } from './moves/evaluation-dataset.ts'
import { experiment } from './moves/experiment.ts'
import { importTrace } from './moves/import-trace.ts'
import { loggedModel } from './moves/logged-model.ts'
import { model } from './moves/model.ts'
import { modelVersion } from './moves/model-version.ts'
import { prompt } from './moves/prompt.ts'
import { run } from './moves/run.ts'

const kinds = kindMoves({ one: true })

/** All commands of the plugin, by their ids. */
export default moveCommands({
  ...kinds,
  trace: { ...kinds.trace, import: importTrace },
  experiment,
  run,
  model,
  'model-version': modelVersion,
  'logged-model': loggedModel,
  prompt,
  'evaluation-dataset': evaluationDataset,
})
