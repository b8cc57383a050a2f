import { join } from 'node:path'
import type { LoggedModelHeader, Ref } from '@mlferry/core'
import { readJsonFile } from '../json/read-json-file.ts'
import { checkFiles, checkSum, type ObjectPlace } from '../reading/object-place.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { readLoggedModel } from './read-logged-model.ts'

/** Reads a logged_model.json and checks it. Rejects with what makes this model unreadable. */
export async function loadLoggedModel(
  place: ObjectPlace,
  scope: Ref,
  { context }: { readonly context: ReadContext },
): Promise<LoggedModelHeader> {
  const path = join(place.path, 'logged_model.json')
  const file = `${place.label}logged_model.json`
  await checkFiles(place)
  const { value, sha256 } = await readJsonFile(path, file, { inside: context })
  checkSum('loggedModel', place, sha256)
  return readLoggedModel(await context.check('logged-model', value, file), { folder: place.folder, scope, file })
}
