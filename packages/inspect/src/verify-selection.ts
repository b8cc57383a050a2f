import { readNameList, type SelectionFlags, selectionOf } from '@mlferry/cli-kit'
import type { Selection } from '@mlferry/engine'
import { Flags } from '@oclif/core'

const sorts = {
  experiments: 'experiments: names or ids separated by commas, names with *, or a .txt file with one on each line',
  models: 'registered models and what their versions come from: names, names with *, or a .txt file',
  prompts: 'prompts: names, names with *, or a .txt file',
  'evaluation-datasets': 'evaluation datasets: names or ids, names with *, or a .txt file',
}

/** All objects, or those that the command which copies one sort of them selects by the same flag. */
export const verifySelectionFlags = {
  experiments: oneSort('experiments'),
  models: oneSort('models'),
  prompts: oneSort('prompts'),
  'evaluation-datasets': oneSort('evaluation-datasets'),
}

function oneSort(sort: keyof typeof sorts) {
  return Flags.string({
    helpGroup: 'SELECTION',
    helpValue: '<list>',
    exclusive: Object.keys(sorts).filter((other) => other !== sort),
    summary: `Only these ${sorts[sort]}.`,
  })
}

type Flagged = SelectionFlags & { readonly [Sort in keyof typeof sorts]: string | undefined }

/** The flags as the engine's selection names them. Throws UsageError for a list that names nothing. */
export async function verifySelection(flags: Flagged): Promise<Selection> {
  const list = async (sort: keyof typeof sorts, all?: readonly string[]) =>
    flags[sort] === undefined ? undefined : ((await readNameList(flags[sort], `--${sort}`)) ?? all)
  const [experiments, models] = [await list('experiments'), await list('models', ['*'])]
  const [prompts, evaluationDatasets] = [await list('prompts', ['*']), await list('evaluation-datasets', ['*'])]
  return {
    ...selectionOf(flags),
    ...(experiments ? { experiments } : {}),
    ...(models ? { models } : {}),
    ...(prompts ? { prompts } : {}),
    ...(evaluationDatasets ? { evaluationDatasets } : {}),
  }
}
