import { join } from 'node:path'
import { MlferryError, redact, safePath, type Unreadable } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { exists, foldersIn } from '../layout/folders-in.ts'
import { kindFolderNames, modelsFolder } from '../layout/layout.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { readIndex } from '../reading/read-index.ts'

export interface ModelPlace {
  readonly path: string
  /** Its path within the export, with a slash at the end, for messages; empty for the root. */
  readonly label: string
  readonly folder: string
}

/** The folders of registered models in the index, each once. A name that would leave the export is listed as unreadable. */
export async function findModels(context: ReadContext): Promise<(ModelPlace | Unreadable)[]> {
  const place = modelsFolder(context.layout)
  if (place.alone) return [{ path: context.dir, label: '', folder: '' }]
  const { base } = place
  const { models: index } = context.indexNames
  const file = base === '' ? index : `${base}/${index}`
  const folders = await listFolders(base, file, context)
  return [...new Set(folders)].map((folder) => {
    try {
      // The Python tool makes nested folders for names with a slash.
      const path = safePath(join(context.dir, base), folder)
      return { path, label: base === '' ? `${folder}/` : `${base}/${folder}/`, folder }
    } catch (cause) {
      return { ref: { kind: 'registeredModel', id: folder }, error: refused(file, folder, cause) }
    }
  })
}

async function listFolders(base: string, file: string, context: ReadContext): Promise<string[]> {
  const { dir, incomplete, check } = context
  if (incomplete) {
    const folders = await foldersIn(join(dir, base))
    return base === '' ? folders.filter((folder) => !kindFolderNames.has(folder)) : folders
  }
  // An export of experiments alone has no index of models.
  if (base !== '' && !(await exists(join(dir, file)))) return []
  const index = await check('models', await readIndex(file, context), file)
  return [...((index.mlflow as JsonObject).models as readonly string[])]
}

function refused(file: string, folder: string, cause: unknown): MlferryError {
  const name = JSON.stringify(redact(folder, 200))
  return new MlferryError('ERR_UNSAFE_PATH', `${file} names the model ${name}, whose folder would leave the export`, {
    hint: 'Correct the name if you trust this export.',
    cause,
  })
}
