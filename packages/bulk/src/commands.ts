import { kindMoves, moveCommands } from '@mlferry/cli-kit'
import MarksList from './marks/list.ts'
import MarksRemove from './marks/remove.ts'
import { all } from './moves/all.ts'
import { evaluationDatasets } from './moves/evaluation-datasets.ts'
import { experiments } from './moves/experiments.ts'
import { loggedModels } from './moves/logged-models.ts'
import { models } from './moves/models.ts'
import { prompts } from './moves/prompts.ts'

/** All commands of the plugin, by their ids. */
export default {
  ...moveCommands({
    ...kindMoves({ one: false }),
    all,
    experiments,
    models,
    'logged-models': loggedModels,
    prompts,
    'evaluation-datasets': evaluationDatasets,
  }),
  'marks:list': MarksList,
  'marks:remove': MarksRemove,
}
