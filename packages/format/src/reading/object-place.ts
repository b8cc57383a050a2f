import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissingFile, MlferryError, redact, safePath } from '@mlferry/core'
import { checksumFile } from '../checksums/checksum.ts'
import type { Checksums, FileSums } from '../checksums/journal-lines.ts'
import type { ExperimentPlace } from '../experiment/find-experiments.ts'
import { type FolderKind, folderKinds } from '../layout/folder-kinds.ts'
import { exists } from '../layout/folders-in.ts'

/** The folder of one object. */
export interface ObjectPlace {
  readonly path: string
  /** Its path within the export, with a slash at the end, for messages; empty for the root. */
  readonly label: string
  readonly folder: string
  /** Checksums by path within the folder. undefined: not written by mlferry. */
  readonly sums: FileSums | undefined
}

export interface NamedObject {
  readonly kind: FolderKind
  readonly folder: string
  readonly experiment: ExperimentPlace
  /** Checksums of all objects of the experiment. undefined: not written by mlferry. */
  readonly sums: Checksums | undefined
}

/** The folder of an object that its experiment names. Throws ERR_UNSAFE_PATH or ERR_CHECKSUM_MISSING. */
export async function placeOf({ kind, folder, experiment, sums }: NamedObject): Promise<ObjectPlace> {
  const { path: parent, label } = experiment
  const { base } = folderKinds[kind]
  const name = JSON.stringify(redact(folder, 200))
  if (/[/\\]/.test(folder)) {
    throw new MlferryError(
      'ERR_UNSAFE_PATH',
      `${label}experiment.json names the ${kind} ${name}, which is no folder name`,
    )
  }
  const path = safePath(join(parent, base), folder)
  const ofObject = sums?.[kind].get(folder)
  if (sums && !ofObject) {
    throw new MlferryError('ERR_CHECKSUM_MISSING', `${label}${checksumFile} does not name the ${kind} ${name}`, {
      hint: 'A file of this export was changed or lost: export again, or restore the original.',
    })
  }
  const beside = join(parent, folder)
  if (!sums && !(await hasObject(kind, path)) && (await hasObject(kind, beside))) {
    return { path: beside, label: `${label}${folder}/`, folder, sums: undefined }
  }
  return { path, label: `${label}${base}/${folder}/`, folder, sums: ofObject }
}

export async function hasObject(kind: FolderKind, path: string): Promise<boolean> {
  return await exists(join(path, folderKinds[kind].file))
}

/** Throws ERR_CHECKSUM if the JSON file of an object changed after mlferry wrote it. */
export function checkSum(kind: FolderKind, { label, sums }: ObjectPlace, sha256: string): void {
  const { file } = folderKinds[kind]
  const expected = sums?.get(file)
  if (expected === undefined || expected === sha256) return
  throw new MlferryError('ERR_CHECKSUM', `${label}${file} does not match SHA256SUMS`, {
    hint: 'The file changed after the export: export this object again, or restore the original.',
  })
}

/** Checks that all files exist. Their content is checked while it is read. */
export async function checkFiles({ path, label, sums }: Pick<ObjectPlace, 'path' | 'label' | 'sums'>): Promise<void> {
  for (const name of sums?.keys() ?? []) {
    try {
      await stat(safePath(path, name))
    } catch (error) {
      if (!isMissingFile(error)) throw error
      throw new MlferryError('ERR_EXPORT_FILE_MISSING', `${label}${name} is in SHA256SUMS but does not exist`, {
        hint: 'Export this object again, or restore the missing file.',
        cause: error,
      })
    }
  }
}
