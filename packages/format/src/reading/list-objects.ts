import { asMlferryError, type Header, MlferryError, type Ref, Spool, SpooledMap, type Unreadable } from '@mlferry/core'
import { type FolderKind, folderKinds } from '../layout/folder-kinds.ts'
import { encodedFolderName, folderName } from '../layout/folder-names.ts'
import type { ObjectPlace } from './object-place.ts'
import { rethrowIfFatal } from './read-context.ts'

export interface LocatedObject {
  readonly place: ObjectPlace
  readonly header: Header
}

export interface Listing {
  readonly kind: FolderKind
  readonly places: AsyncIterable<ObjectPlace | Unreadable>
  /** Wanted ids, if folders are named by id. Other folders are not read. */
  readonly ids: readonly string[] | undefined
  /** What the objects belong to. undefined: the server itself. */
  readonly scope: Ref | undefined
  readonly load: (place: ObjectPlace) => Promise<Header>
  readonly signal: AbortSignal
}

/** Reads the objects at these places one by one. An object that cannot be read, or has the id of another, is listed as unreadable. */
export async function* listObjects(listing: Listing): AsyncGenerator<LocatedObject | Unreadable> {
  const { kind, places, ids, scope, load, signal } = listing
  const wanted = ids && new Set(ids.flatMap((id) => [id, folderName(id), encodedFolderName(id)]))
  using spool = new Spool()
  const seen = new SpooledMap<true>(spool)
  for await (const place of places) {
    signal.throwIfAborted()
    const folder = 'folder' in place ? place.folder : place.ref.id
    if (wanted && !wanted.has(folder)) continue
    if ('error' in place) {
      yield place
      continue
    }
    const file = `${place.label}${folderKinds[kind].file}`
    try {
      const header = await load(place)
      const { id } = header.ref
      if (seen.has(id)) throw new MlferryError('ERR_EXPORT_DUPLICATE', `${file} has the id ${id} of another ${kind}`)
      seen.set(id, true)
      yield { place, header }
    } catch (error) {
      rethrowIfFatal(error)
      yield {
        ref: { kind, id: folder },
        ...(scope ? { scope } : {}),
        error: asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${file} cannot be read`),
      }
    }
  }
}
