import { join } from 'node:path'
import type { LoggedModelHeader, Ref } from '@mlferry/core'
import { checkFiles, checkSum, type ObjectPlace } from '../object-place.ts'
import type { ReadContext } from '../read-context.ts'
import { readJsonFile } from '../read-json-file.ts'
import { readLoggedModel } from './read-logged-model.ts'

/** Reads a logged_model.json and checks it. Rejects with what makes this model unreadable. */
export async function loadLoggedModel(
  place: ObjectPlace,
  scope: Ref,
  context: ReadContext,
): Promise<LoggedModelHeader> {
  const path = join(place.path, 'logged_model.json')
  const file = `${place.label}logged_model.json`
  await checkFiles(place)
  const { value, sha256 } = await readJsonFile(path, file, { inside: context })
  checkSum('loggedModel', place, sha256)
  return readLoggedModel(await context.check('logged-model', value, file), { folder: place.folder, scope, file })
}
