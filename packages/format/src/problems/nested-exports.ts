import { join } from 'node:path'
import { MlferryError, type Unreadable } from '@mlferry/core'
import { findExperiments } from '../experiment/find-experiments.ts'
import { anyLayoutOf } from '../layout/detect-layout.ts'
import { foldersIn } from '../layout/folders-in.ts'
import { experimentsFolder, type Layout, modelsFolder } from '../layout/layout.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { findModels } from '../registered-model/find-models.ts'

/** Folders that are read in this layout, and the layout that each has by itself. */
function partsOf(layout: Layout): Readonly<Record<string, Layout>> {
  return {
    models: 'models',
    prompts: 'prompts',
    evaluation_datasets: 'evaluation-datasets',
    ...(experimentsFolder(layout) === 'experiments' ? { experiments: 'experiments' } : {}),
    ...(layout === 'experiment' || layout === 'run' ? { logged_models: 'logged-models', traces: 'traces' } : {}),
  }
}

/** Layouts of single objects. An index need not name their folders. */
const single: ReadonlySet<Layout> = new Set([
  'run',
  'logged-model',
  'trace',
  'prompt',
  'evaluation-dataset',
] satisfies Layout[])

/** Other exports inside this one. They are not read, and nothing else would say so. */
export async function* nestedExports(context: ReadContext): AsyncGenerator<Unreadable> {
  const { dir, layout } = context
  const parts = partsOf(layout)
  const read = await foldersThatAreRead(context)
  for (const folder of await foldersIn(dir)) {
    const found = await anyLayoutOf(join(dir, folder))
    if (found && parts[folder] !== found && !single.has(found) && !read.has(folder)) {
      yield notRead(folder, found)
      continue
    }
    if (!(folder in parts) || layout === 'experiment') continue
    for (const below of await foldersIn(join(dir, folder))) {
      const path = `${folder}/${below}`
      if (read.has(path)) continue
      const inner = await anyLayoutOf(join(dir, path))
      if (inner && !single.has(inner)) yield notRead(path, inner)
    }
  }
}

/** Paths of the experiments and models in the indexes. */
async function foldersThatAreRead(context: ReadContext): Promise<ReadonlySet<string>> {
  const path = (base: string, folder: string) => (base === '' ? folder : `${base}/${folder}`)
  const read = new Set<string>()
  const [experiments, models] = [experimentsFolder(context.layout), modelsFolder(context.layout).base]
  // A listing reports what is wrong with an index.
  for (const place of experiments === undefined ? [] : await findExperiments(context).catch(() => []))
    if ('folder' in place) read.add(path(experiments ?? '', place.folder))
  for (const place of await findModels(context).catch(() => []))
    if ('folder' in place) read.add(path(models, place.folder))
  return read
}

function notRead(folder: string, layout: Layout): Unreadable {
  const error = new MlferryError(
    'ERR_EXPORT_NESTED',
    `The folder ${folder} holds another export (${layout}), which is not read`,
    { hint: `Give it by itself, with --input-dir and the path of ${folder}.` },
  )
  return { ref: { kind: 'file', id: folder }, error }
}
