import { join } from 'node:path'
import type { Ref, TraceHeader } from '@mlferry/core'
import { readJsonFile } from '../json/read-json-file.ts'
import { checkFiles, checkSum, type ObjectPlace } from '../reading/object-place.ts'
import type { ReadContext } from '../reading/read-context.ts'
import { readTrace } from './read-trace.ts'

/** Reads a trace.json and checks it. Rejects with what makes this trace unreadable. */
export async function loadTrace(
  place: ObjectPlace,
  scope: Ref,
  { context }: { readonly context: ReadContext },
): Promise<TraceHeader> {
  const path = join(place.path, 'trace.json')
  const file = `${place.label}trace.json`
  await checkFiles(place)
  const { value, sha256 } = await readJsonFile(path, file, { integers: 'bigint', inside: context })
  checkSum('trace', place, sha256)
  return readTrace(await context.check('trace', value, file), { folder: place.folder, scope })
}
