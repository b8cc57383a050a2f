import { join } from 'node:path'
import { asMlferryError, Spool, SpooledMap, type Unreadable } from '@mlferry/core'
import type { Checksums } from '../checksums/journal-lines.ts'
import type { LoadedExperiment } from '../experiment/load-experiment.ts'
import { type FolderKind, folderKinds } from '../layout/folder-kinds.ts'
import { foldersIn } from '../layout/folders-in.ts'
import { hasObject, type ObjectPlace, placeOf } from './object-place.ts'
import { rethrowIfFatal } from './read-context.ts'

/** The places of the listed objects, and of all that have checksums. */
export async function* placesOf(
  kind: FolderKind,
  { place, header, sums }: LoadedExperiment,
  listed: Iterable<string>,
): AsyncGenerator<ObjectPlace | Unreadable> {
  using spool = new Spool()
  const folders = new SpooledMap<true>(spool)
  for (const folder of listed) folders.set(folder, true)
  for (const folder of sums?.[kind].keys() ?? []) folders.set(folder, true)
  for (const folder of folders.keys()) {
    const unreadable = (error: unknown) => {
      return { ref: { kind, id: folder }, scope: header.ref, error: unreadablePlace(error, folder) }
    }
    yield await placeOf({ kind, folder, experiment: place, sums }).catch(unreadable)
  }
}

/** The place of an object that was listed. */
export async function placeIn(
  { place, sums }: LoadedExperiment,
  { kind, folder }: { readonly kind: FolderKind; readonly folder: string },
): Promise<ObjectPlace> {
  if (folder !== '') return await placeOf({ kind, folder, experiment: place, sums })
  // Exported alone, it is in the folder of the experiment itself.
  return { path: place.path, label: '', folder, sums: sums?.[kind].get(folder) }
}

/** The places of objects in the root of an export, by its checksums. */
export async function* placesInRoot(
  kind: FolderKind,
  dir: string,
  sums: Checksums | undefined,
): AsyncGenerator<ObjectPlace | Unreadable> {
  const experiment = { path: dir, label: '', folder: '' }
  for (const folder of sums?.[kind].keys() ?? []) {
    const unreadable = (error: unknown) => ({ ref: { kind, id: folder }, error: unreadablePlace(error, folder) })
    yield await placeOf({ kind, folder, experiment, sums }).catch(unreadable)
  }
}

function unreadablePlace(error: unknown, folder: string): Unreadable['error'] {
  rethrowIfFatal(error)
  return asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `The folder ${JSON.stringify(folder)} cannot be read`)
}

/** Names of folders with objects of a kind, in the folder of the kind or, in some exports, beside experiment.json. */
export async function foldersWith(kind: FolderKind, path: string): Promise<string[]> {
  const below = await foldersIn(join(path, folderKinds[kind].base))
  const beside = await foldersIn(path)
  const found = await Promise.all(beside.map(async (name) => ({ name, has: await hasObject(kind, join(path, name)) })))
  return [...below, ...found.filter(({ has }) => has).map(({ name }) => name)]
}
