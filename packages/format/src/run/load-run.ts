import { join } from 'node:path'
import { MlferryError, type Ref, type RunHeader } from '@mlferry/core'
import { fileError } from '../json/read-json-file.ts'
import { checkFiles, checkSum, type ObjectPlace } from '../reading/object-place.ts'
import { type ReadContext, refuseLinkOut } from '../reading/read-context.ts'
import { LatestMetrics } from './latest-metrics.ts'
import { readRun } from './read-run.ts'
import { streamRunFile } from './stream-run-file.ts'

/** Reads a run.json for everything but its points, which are checked as they pass. Rejects with what makes this run unreadable. */
export async function loadRun(
  place: ObjectPlace,
  scope: Ref | undefined,
  { context, signal }: { readonly context: ReadContext; readonly signal: AbortSignal },
): Promise<RunHeader> {
  const path = join(place.path, 'run.json')
  const file = `${place.label}run.json`
  await refuseLinkOut(context, path).catch((error: unknown) => {
    throw fileError(error, file)
  })
  await checkFiles(place)
  const latest = new LatestMetrics()
  for await (const part of streamRunFile({ path, file }, signal)) {
    if (part.type === 'points') {
      latest.add(part.key, part.points)
      continue
    }
    checkSum('run', place, part.sha256)
    const value = await context.check('run', part.value, file)
    return readRun(value, { folder: place.folder, scope, latestMetrics: latest.result() })
  }
  throw new MlferryError('ERR_EXPORT_INVALID', `${file} is empty`)
}
