import { MlferryError, type Ref, type RunHeader } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { fileError } from '../json/read-json-file.ts'
import { checkFiles, checkSum, type ObjectPlace } from '../reading/object-place.ts'
import { type ReadContext, refuseLinkOut } from '../reading/read-context.ts'
import type { ParsedRun, RestOfRun, RunKeeper } from './parsed-runs.ts'
import { readRun } from './read-run.ts'
import { type RunFile, runFile, streamRunFile } from './stream-run-file.ts'

export interface RunReading {
  readonly context: ReadContext
  readonly signal: AbortSignal
}

/**
 * Reads a run.json for everything but its points. Those of another tool are checked as they pass, and kept; those of mlferry are passed
 * over where the file tells its newest ones and has a checksum. Rejects with what makes this run unreadable.
 */
export async function loadRun(place: ObjectPlace, scope: Ref | undefined, reading: RunReading): Promise<RunHeader> {
  const { context, signal } = reading
  const run = runFile(place)
  await refuseLinkOut(context, run.path).catch((error: unknown) => {
    throw fileError(error, run.file)
  })
  await checkFiles(place)
  const check = async ({ value, sha256 }: RestOfRun) => {
    checkSum('run', place, sha256)
    return await context.check('run', value, run.file)
  }
  const around = { folder: place.folder, scope }
  if (place.sums?.has('run.json')) {
    const value = await check(await readRest({ ...run, withoutPoints: true }, undefined, signal))
    if ((value.mlferry as JsonObject | undefined)?.latestMetrics)
      return readRun(value, { ...around, latestMetrics: new Map() })
  }
  const parsed = context.parsedRuns.get(run.path) ?? (await parseRun(run, reading))
  return readRun(await check(parsed), { ...around, latestMetrics: parsed.latestMetrics })
}

async function parseRun(run: RunFile, { context, signal }: RunReading): Promise<ParsedRun> {
  const keeper = context.parsedRuns.begin(run.path)
  return keeper.end(await readRest(run, keeper, signal))
}

async function readRest(run: RunFile, keeper: RunKeeper | undefined, signal: AbortSignal): Promise<RestOfRun> {
  for await (const part of streamRunFile(run, signal)) {
    if (part.type === 'rest') return { value: part.value, sha256: part.sha256 }
    keeper?.add(part.key, part.points)
  }
  throw new MlferryError('ERR_EXPORT_INVALID', `${run.file} is empty`)
}
