import { asMlferryError, type MetricChunk, type Part, type Ref } from '@mlferry/core'
import { checkSum, type ObjectPlace } from '../reading/object-place.ts'
import { rethrowIfFatal } from '../reading/read-context.ts'
import { ChunkBuilder } from './chunk-builder.ts'
import type { RunReading } from './load-run.ts'
import { runFile, streamRunFile } from './stream-run-file.ts'

/** The points of one run, then `end`; or `failed`, when the file is not what it was when it was listed. */
export async function* readRunParts(
  of: Ref,
  locate: () => Promise<ObjectPlace>,
  reading: RunReading,
): AsyncGenerator<Part> {
  try {
    for await (const chunk of readChunks(await locate(), reading)) yield { type: 'metrics', of, chunk }
  } catch (error) {
    rethrowIfFatal(error)
    const wrapped = asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `The file of the run ${of.id} cannot be read`)
    return yield { type: 'failed', of, error: wrapped }
  }
  yield { type: 'end', of }
}

async function* readChunks(place: ObjectPlace, { context, signal }: RunReading): AsyncGenerator<MetricChunk> {
  const run = runFile(place)
  const kept = context.parsedRuns.points(run.path)
  if (kept) return yield* kept
  const builder = new ChunkBuilder()
  for await (const part of streamRunFile(run, signal)) {
    if (part.type === 'points') yield* builder.add(part.key, part.points)
    else checkSum('run', place, part.sha256)
  }
  yield* builder.flush()
}
