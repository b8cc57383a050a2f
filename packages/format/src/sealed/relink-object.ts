import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InternalError, type Link, makeFolder } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { storedKinds } from '../layout/folder-kinds.ts'
import { readHead, replaceHead, toHead } from './object-head.ts'
import type { ObjectsOfKind } from './objects-of-kind.ts'

/** Notes which links of a sealed object are still pending. The links themselves are in the file already. */
export async function relinkObject(objects: ObjectsOfKind, id: string, pending: readonly Link[]): Promise<void> {
  const { file } = storedKinds[objects.kind]
  const { folder, final, older } = objects.placesOf(id)
  const path = join(final, file)
  const stanza = await readHead(path)
  const files = await objects.filesOf(id)
  if (!stanza || !files) throw new InternalError(`The ${objects.kind} ${id} was to be linked and is not there`)
  const linked: JsonObject = { ...stanza, pending }
  // While this folder exists, the journal may mean the old file. If the process is killed now, the next job writes the object again.
  await makeFolder(older, { private: true })
  const sha256 = await replaceHead(path, linked)
  await objects.seal(toHead(linked), { folder, files: new Map([...files, [file, sha256]]) })
  await rm(older, { recursive: true, force: true })
}
