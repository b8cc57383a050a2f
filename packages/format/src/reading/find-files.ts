import { join } from 'node:path'
import { MlferryError, safePath } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { checksumFile } from '../checksums/checksum.ts'
import { readChecksums } from '../checksums/read-checksums.ts'
import { readJsonFile } from '../json/read-json-file.ts'
import type { SchemaName } from '../json/schema-check.ts'
import { exists, foldersIn } from '../layout/folders-in.ts'
import type { ReadContext } from './read-context.ts'

/** The file of one object. */
export interface FilePlace {
  readonly path: string
  /** Its path within the export, for messages. */
  readonly label: string
  /** Its name, and the name of its folder (empty for the root). */
  readonly file: string
  readonly folder: string
  /** undefined: not written by mlferry. */
  readonly sha256: string | undefined
  /** Present if the path leads out of the export. Then the file must not be read. */
  readonly refused?: MlferryError
}

export interface FindFilesOptions {
  /** Folder of the kind, within the export. */
  readonly base: string
  /** It is the root, and holds one object. */
  readonly alone: boolean
  /** Possible names of the files. */
  readonly names: readonly string[]
}

/** The files of a kind with one file per object: those in SHA256SUMS, or those on the disk if there is no SHA256SUMS. Sorted by folder. */
export async function findFiles(
  context: ReadContext,
  { base, alone, names }: FindFilesOptions,
): Promise<readonly FilePlace[]> {
  const root = join(context.dir, base)
  const prefix = base === '' ? '' : `${base}/`
  const sums = (await readChecksums(root, prefix, context))?.others
  const place = (within: string): FilePlace => {
    const at = within.lastIndexOf('/')
    const label = prefix + within
    const named = { label, file: within.slice(at + 1), folder: within.slice(0, Math.max(at, 0)) }
    try {
      return { ...named, path: safePath(root, within), sha256: sums?.get(within) }
    } catch (error) {
      return { ...named, path: '', sha256: undefined, refused: error as MlferryError }
    }
  }
  const named = (within: string) => names.includes(within.slice(within.lastIndexOf('/') + 1))
  if (sums) return [...sums.keys()].filter(named).sort().map(place)
  const folders = alone ? [''] : (await foldersIn(root)).sort()
  const files = folders.flatMap((folder) => names.map((name) => (folder === '' ? name : `${folder}/${name}`)))
  const found = await Promise.all(files.map(async (within) => ((await exists(join(root, within))) ? [within] : [])))
  return found.flat().map(place)
}

/** Reads the file and checks it. Rejects with the reason why it is unreadable. */
export async function loadFile(place: FilePlace, schema: SchemaName, context: ReadContext): Promise<JsonObject> {
  const { path, label, refused } = place
  if (refused) throw refused
  const { value, sha256 } = await readJsonFile(path, label, { inside: context })
  checkFileSum(place, sha256)
  return await context.check(schema, value, label)
}

export function checkFileSum({ sha256: expected, label }: FilePlace, sha256: string): void {
  if (expected === undefined || expected === sha256) return
  throw new MlferryError('ERR_CHECKSUM', `${label} does not match ${checksumFile}`, {
    hint: 'The file changed after the export: export this object again, or restore the original.',
  })
}
