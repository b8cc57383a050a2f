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
  const { read, unknown } = await foldersThatAreRead(context)
  if (unknown.has('')) return
  for (const folder of await foldersIn(dir)) {
    const found = await anyLayoutOf(join(dir, folder))
    if (found && parts[folder] !== found && !single.has(found) && !read.has(folder)) {
      yield notRead(folder, found)
      continue
    }
    if (!(folder in parts) || layout === 'experiment' || unknown.has(folder)) continue
    for (const below of await foldersIn(join(dir, folder))) {
      const path = `${folder}/${below}`
      if (read.has(path)) continue
      const inner = await anyLayoutOf(join(dir, path))
      if (inner && !single.has(inner)) yield notRead(path, inner)
    }
  }
}

/** `read`: paths of the experiments and models in the indexes. `unknown`: folders whose index cannot be read; a listing says why. */
async function foldersThatAreRead(context: ReadContext) {
  const [read, unknown] = [new Set<string>(), new Set<string>()]
  const add = async (base: string, find: typeof findExperiments | typeof findModels) => {
    const places = await find(context).catch(() => void unknown.add(base))
    for (const place of places ?? [])
      if ('folder' in place) read.add(base === '' ? place.folder : `${base}/${place.folder}`)
  }
  const experiments = experimentsFolder(context.layout)
  if (experiments !== undefined) await add(experiments, findExperiments)
  await add(modelsFolder(context.layout).base, findModels)
  return { read, unknown }
}

function notRead(folder: string, layout: Layout): Unreadable {
  const error = new MlferryError(
    'ERR_EXPORT_NESTED',
    `The folder ${folder} holds another export (${layout}), which is not read`,
    { hint: `Give it by itself, with --input-dir and the path of ${folder}.` },
  )
  return { ref: { kind: 'file', id: folder }, error }
}
