import { join } from 'node:path'
import { InternalError, type Link } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { heldKinds } from '../layout/folder-kinds.ts'
import type { ObjectFolders } from './object-folders.ts'
import { readHead, replaceHead, toHead } from './object-head.ts'

/** Notes which links of a sealed object still wait. The links themselves are in the file already. */
export async function relinkObject(objects: ObjectFolders, id: string, pending: readonly Link[]): Promise<void> {
  const { file } = heldKinds[objects.kind]
  const { folder, final } = objects.placesOf(id)
  const path = join(final, file)
  const stanza = await readHead(path)
  const files = await objects.filesOf(id)
  if (!stanza || !files) throw new InternalError(`The ${objects.kind} ${id} was to be linked and is not there`)
  const linked: JsonObject = { ...stanza, pending: pending as unknown as JsonValue }
  const sha256 = await replaceHead(path, linked)
  await objects.seal(toHead(linked), { folder, files: new Map([...files, [file, sha256]]) })
}
