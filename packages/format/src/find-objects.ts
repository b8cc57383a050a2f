import { join } from 'node:path'
import { asMlferryError, type Unreadable } from '@mlferry/core'
import type { LoadedExperiment } from './experiment/load-experiment.ts'
import { foldersIn } from './folders-in.ts'
import { type HeldKind, heldKinds } from './held-kinds.ts'
import { hasObject, type ObjectPlace, placeOf } from './object-place.ts'
import { readChecksums } from './read-checksums.ts'
import { type ReadContext, rethrowIfFatal } from './read-context.ts'

/** The places of the objects that are listed, and of those that have checksums. */
export async function placesOf(
  kind: HeldKind,
  { place, header, ours }: LoadedExperiment,
  listed: readonly string[],
  context: ReadContext,
): Promise<(ObjectPlace | Unreadable)[]> {
  const sums = ours ? await readChecksums(place.path, place.label, context) : undefined
  const found: (ObjectPlace | Unreadable)[] = []
  for (const folder of new Set([...listed, ...(sums?.[kind].keys() ?? [])])) {
    try {
      found.push(await placeOf({ kind, folder, experiment: place, sums, ours }))
    } catch (error) {
      found.push({ ref: { kind, id: folder }, scope: header.ref, error: unreadablePlace(error, folder) })
    }
  }
  return found
}

/** The places of the objects that the export's root holds, as mlferry wrote them; none in other exports. */
export async function placesInRoot(kind: HeldKind, { dir }: ReadContext): Promise<(ObjectPlace | Unreadable)[]> {
  const sums = await readChecksums(dir, '', { dir })
  const experiment = { path: dir, label: '', folder: '' }
  const found: (ObjectPlace | Unreadable)[] = []
  for (const folder of sums?.[kind].keys() ?? []) {
    try {
      found.push(await placeOf({ kind, folder, experiment, sums, ours: true }))
    } catch (error) {
      found.push({ ref: { kind, id: folder }, error: unreadablePlace(error, folder) })
    }
  }
  return found
}

function unreadablePlace(error: unknown, folder: string): Unreadable['error'] {
  rethrowIfFatal(error)
  return asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `The folder ${JSON.stringify(folder)} cannot be read`)
}

/** Folders of objects below an experiment, in the folder of their kind or, in some exports, beside its file. */
export async function foldersWith(kind: HeldKind, path: string): Promise<string[]> {
  const below = await foldersIn(join(path, heldKinds[kind].base))
  const beside = await foldersIn(path)
  const found = await Promise.all(beside.map(async (name) => ({ name, has: await hasObject(kind, join(path, name)) })))
  return [...below, ...found.filter(({ has }) => has).map(({ name }) => name)]
}
