import { join } from 'node:path'
import type { LoggedModelHeader, Unreadable } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import { exists } from '../layout/folders-in.ts'
import { foldersWith, placeIn, placesOf } from '../reading/find-places.ts'
import type { ListedKind } from '../reading/list-in-experiments.ts'
import type { ObjectPlace } from '../reading/object-place.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { loadLoggedModel } from './load-logged-model.ts'

export const listedLoggedModels: ListedKind<LoggedModelHeader> = {
  kind: 'loggedModel',
  find: findLoggedModels,
  load: loadLoggedModel,
}

async function* findLoggedModels(
  experiment: LoadedExperiment,
  context: ReadContext,
): AsyncGenerator<ObjectPlace | Unreadable> {
  const { loggedModels, sums } = experiment
  // One that the Python tool exported alone lies in the root.
  if (context.layout === 'logged-model' && !sums) yield await placeIn(experiment, { kind: 'loggedModel', folder: '' })
  else yield* placesOf('loggedModel', experiment, loggedModels ?? (await listedInIndex(experiment, context)))
}

/** Used if experiment.json has no list: the index beside the models, or the folders on the disk. */
async function listedInIndex({ place }: LoadedExperiment, context: ReadContext): Promise<string[]> {
  const path = join(place.path, 'logged_models/logged_models.json')
  const label = `${place.label}logged_models/logged_models.json`
  if (!(await exists(path))) return await foldersWith('loggedModel', place.path)
  const { value } = await readJsonFile(path, label, { inside: context })
  const index = await context.check('logged-models', value, label)
  const entries = (index.mlflow as JsonObject).experiments as readonly { readonly logged_models: readonly string[] }[]
  return entries.flatMap((entry) => entry.logged_models)
}
