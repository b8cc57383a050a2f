import { readdir, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { asMlferryError, isMissingFile, MlferryError, readFileBytes, safePath } from '@mlferry/core'
import { fileError, largestFile, tooLarge } from '../json/read-json-file.ts'
import { folderKinds } from '../layout/folder-kinds.ts'
import { foldersIn } from '../layout/folders-in.ts'
import {
  evaluationDatasetsFolder,
  experimentsFolder,
  type Layout,
  modelsFolder,
  promptsFolder,
} from '../layout/layout.ts'
import { isAsWritten, type Manifest, manifestFile } from '../layout/manifest.ts'
import { refuseLinkOut } from '../reading/read-context.ts'
import { checksumFile, sha256Of } from './checksum.ts'
import { refuseEndlessLine } from './whole-lines.ts'

/** Names of files that list objects. Other files are in a SHA256SUMS, or were not written by an export. */
const indexNames: ReadonlySet<string> = new Set([
  checksumFile,
  'manifest.json',
  'version.json',
  'experiments.json',
  'experiment.json',
  'models.json',
  'logged_models.json',
  'logged_model.json',
  'traces.json',
  'prompts_summary.json',
  'evaluation_datasets_summary.json',
])

/** Checksums of the index files and of each SHA256SUMS, by path within the export. */
export async function sumIndexFiles(dir: string, layout: Layout): Promise<Record<string, string>> {
  const sums: Record<string, string> = {}
  for (const folder of await foldersWithIndexes(dir, layout)) {
    for (const name of await filesIn(join(dir, folder))) {
      const path = posix.join(folder, name)
      if (indexNames.has(name)) sums[path] = await sumOf(dir, path)
    }
  }
  return sums
}

/** Index files whose checksum is not as expected, by path. */
async function* checkIndexFiles(
  dir: string,
  sums: Readonly<Record<string, string>>,
): AsyncGenerator<readonly [path: string, error: MlferryError]> {
  for (const [path, expected] of Object.entries(sums)) {
    try {
      if ((await sumOf(dir, path)) !== expected) yield [path, changed(path)]
    } catch (error) {
      yield [path, asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${path} cannot be read`)]
    }
  }
}

/** Index files that changed after mlferry wrote them, the manifest included. */
export async function* changedIndexes(
  dir: string,
  manifest: Manifest | undefined,
): AsyncGenerator<readonly [path: string, error: MlferryError]> {
  if (manifest && !isAsWritten(manifest)) yield [manifestFile, changed(manifestFile)]
  yield* checkIndexFiles(dir, manifest?.files ?? {})
}

/** The error for an index file that changed after it was written. */
function changed(path: string): MlferryError {
  return new MlferryError('ERR_CHECKSUM', `${path} changed since it was written`, {
    hint: 'The file changed after the export: run the same export again, or restore the original.',
  })
}

/** Folders that may have index files, relative to the root. */
async function foldersWithIndexes(dir: string, layout: Layout): Promise<readonly string[]> {
  const objects = [modelsFolder(layout), promptsFolder(layout), evaluationDatasetsFolder(layout)]
  const bases = [experimentsFolder(layout), ...objects.map(({ base }) => base)].filter((base) => base !== undefined)
  const experiments = await foldersBelow(dir, experimentsFolder(layout))
  const models = await foldersBelow(dir, modelsFolder(layout).base)
  const within = ['', ...experiments].flatMap((folder) => [
    posix.join(folder, folderKinds.loggedModel.base),
    posix.join(folder, folderKinds.trace.base),
  ])
  return [...new Set(['', ...bases, ...experiments, ...models, ...within])]
}

async function foldersBelow(dir: string, base: string | undefined): Promise<string[]> {
  if (base === undefined) return []
  return (await foldersIn(join(dir, base))).map((name) => posix.join(base, name))
}

async function filesIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort()
  } catch (error) {
    if (isMissingFile(error)) return []
    throw error
  }
}

async function sumOf(dir: string, path: string): Promise<string> {
  try {
    const file = safePath(dir, path)
    await refuseLinkOut({ dir }, file)
    const bytes = readFileBytes(file, { reuse: true })
    // Reading what no reader accepts would take hours.
    if (posix.basename(path) === checksumFile) return await sha256Of(refuseEndlessLine(bytes))
    const { size } = await stat(file)
    if (size > largestFile) throw tooLarge(path, size)
    return await sha256Of(bytes)
  } catch (error) {
    throw fileError(error, path)
  }
}

/** The path of an index file within the export, and what is wrong with it. */
export type ChangedIndex = readonly [path: string, error: MlferryError]
