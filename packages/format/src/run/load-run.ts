import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissingFile, MlferryError, type Ref, type RunHeader, safePath } from '@mlferry/core'
import { type ReadContext, refuseLinkOut } from '../read-context.ts'
import { fileError } from '../read-json-file.ts'
import type { RunPlace } from './find-runs.ts'
import { LatestMetrics } from './latest-metrics.ts'
import { readRun } from './read-run.ts'
import { streamRunFile } from './stream-run-file.ts'

/** Reads a run.json for everything but its points, which are checked as they pass. Rejects with what makes this run unreadable. */
export async function loadRun(
  place: RunPlace,
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
    checkSum(place, part.sha256)
    const value = await context.check('run', part.value, file)
    return readRun(value, { folder: place.folder, scope, latestMetrics: latest.result() })
  }
  throw new MlferryError('ERR_EXPORT_INVALID', `${file} is empty`)
}

/** Throws ERR_CHECKSUM when a run.json of ours is not what was written. */
export function checkSum({ label, sums }: RunPlace, sha256: string): void {
  const expected = sums?.get('run.json')
  if (expected === undefined || expected === sha256) return
  throw new MlferryError('ERR_CHECKSUM', `${label}run.json is not what SHA256SUMS says`, {
    hint: 'The file changed after the export: export this run again, or bring the original back.',
  })
}

/** That the files are there. Their content is checked while it is read. */
async function checkFiles({ path, label, sums }: RunPlace): Promise<void> {
  for (const name of sums?.keys() ?? []) {
    try {
      await stat(safePath(path, name))
    } catch (error) {
      if (!isMissingFile(error)) throw error
      throw new MlferryError('ERR_EXPORT_FILE_MISSING', `${label}${name} is named in SHA256SUMS and not there`, {
        hint: 'Export this run again, or bring the missing file back.',
        cause: error,
      })
    }
  }
}
