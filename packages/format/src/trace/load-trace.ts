import { join } from 'node:path'
import type { Ref, TraceHeader } from '@mlferry/core'
import { checkFiles, checkSum, type ObjectPlace } from '../object-place.ts'
import type { ReadContext } from '../read-context.ts'
import { readJsonFile } from '../read-json-file.ts'
import { readTrace } from './read-trace.ts'

/** Reads a trace.json and checks it. Rejects with what makes this trace unreadable. */
export async function loadTrace(place: ObjectPlace, scope: Ref, context: ReadContext): Promise<TraceHeader> {
  const path = join(place.path, 'trace.json')
  const file = `${place.label}trace.json`
  await checkFiles(place)
  const { value, sha256 } = await readJsonFile(path, file, { integers: 'bigint', inside: context })
  checkSum('trace', place, sha256)
  return readTrace(await context.check('trace', value, file), { folder: place.folder, scope })
}
