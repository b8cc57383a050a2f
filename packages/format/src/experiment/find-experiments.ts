import { join } from 'node:path'
import { MlferryError, redact, safePath, type Unreadable } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { foldersIn, isFolder } from '../layout/folders-in.ts'
import { experimentsFolder, experimentsIndex, kindFolderNames } from '../layout/layout.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { readIndex } from '../reading/read-index.ts'

export interface ExperimentPlace {
  readonly path: string
  /** Its path within the export, with a slash at the end, for messages; empty for the root. */
  readonly label: string
  readonly folder: string
}

/** The folders of experiments in the index, each once. A name that is not a plain folder name is listed as unreadable. */
export async function findExperiments(context: ReadContext): Promise<(ExperimentPlace | Unreadable)[]> {
  const { dir, layout } = context
  const base = experimentsFolder(layout)
  const file = experimentsIndex(layout, context.indexNames.experiments)
  if (base === undefined || file === undefined) return [{ path: dir, label: '', folder: '' }]
  // An export of models or prompts may have no experiments.
  if (layout !== 'all' && layout !== 'experiments' && !(await isFolder(join(dir, base)))) return []
  const folders = context.incomplete
    ? (await foldersIn(join(dir, base))).filter((folder) => base !== '' || !kindFolderNames.has(folder))
    : await foldersInIndex(file, context)
  return [...new Set(folders)].map((folder) => {
    try {
      return placeOf(join(dir, base), base, folder)
    } catch (cause) {
      return { ref: { kind: 'experiment', id: folder }, error: refused(file, folder, cause) }
    }
  })
}

async function foldersInIndex(file: string, context: ReadContext): Promise<string[]> {
  const index = await context.check('experiments', await readIndex(file, context), file)
  const entries = (index.mlflow as JsonObject).experiments as readonly { readonly id: string }[]
  return entries.map(({ id }) => id)
}

function placeOf(parent: string, base: string, folder: string): ExperimentPlace {
  const path = safePath(parent, folder)
  if (/[/\\]/.test(folder)) throw new MlferryError('ERR_UNSAFE_PATH', 'It is not the name of one folder')
  return { path, label: base === '' ? `${folder}/` : `${base}/${folder}/`, folder }
}

function refused(file: string, folder: string, cause: unknown): MlferryError {
  const name = JSON.stringify(redact(folder, 200))
  return new MlferryError('ERR_UNSAFE_PATH', `${file} names the experiment ${name}, which is not a folder name`, {
    hint: 'Correct the id if you trust this export.',
    cause,
  })
}
