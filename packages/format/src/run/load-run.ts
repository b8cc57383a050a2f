import { join } from 'node:path'
import { MlferryError, type Ref, type RunHeader } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { fileError } from '../json/read-json-file.ts'
import { checkFiles, checkSum, type ObjectPlace } from '../reading/object-place.ts'
import { type ReadContext, refuseLinkOut } from '../reading/read-context.ts'
import { LatestMetrics } from './latest-metrics.ts'
import { readRun } from './read-run.ts'
import { type RunFile, streamRunFile } from './stream-run-file.ts'

interface Loading {
  readonly context: ReadContext
  readonly signal: AbortSignal
}

/**
 * Reads a run.json for everything but its points. Those of another tool are checked as they pass; those of mlferry are passed over
 * where the file tells its newest ones and has a checksum. Rejects with what makes this run unreadable.
 */
export async function loadRun(
  place: ObjectPlace,
  scope: Ref | undefined,
  { context, signal }: Loading,
): Promise<RunHeader> {
  const path = join(place.path, 'run.json')
  const file = `${place.label}run.json`
  await refuseLinkOut(context, path).catch((error: unknown) => {
    throw fileError(error, file)
  })
  await checkFiles(place)
  const readAs = async (withoutPoints: boolean) => {
    const { latestMetrics, value, sha256 } = await readFile({ path, file, withoutPoints }, signal)
    checkSum('run', place, sha256)
    return { latestMetrics, run: await context.check('run', value, file) }
  }
  const ours = place.sums?.has('run.json') ?? false
  let read = await readAs(ours)
  if (ours && !(read.run.mlferry as JsonObject | undefined)?.latestMetrics) read = await readAs(false)
  return readRun(read.run, { folder: place.folder, scope, latestMetrics: read.latestMetrics })
}

async function readFile(run: RunFile, signal: AbortSignal) {
  const latest = new LatestMetrics()
  for await (const part of streamRunFile(run, signal)) {
    if (part.type === 'points') latest.add(part.key, part.points)
    else return { ...part, latestMetrics: latest.result() }
  }
  throw new MlferryError('ERR_EXPORT_INVALID', `${run.file} is empty`)
}
