import { isAbort, isFatal, type MarkedObject, type Marks, type Target } from '@mlferry/core'
import pMap from 'p-map'
import { type Problem, toProblem } from '../report/outcome.ts'

export interface RemoveMarksOptions {
  readonly target: Target
  readonly marks: Marks
  /** As `marks` listed them. */
  readonly objects: Iterable<MarkedObject>
  readonly concurrency: number
  readonly signal: AbortSignal
  readonly onRemoved?: (object: MarkedObject) => void
}

export interface FailedMark {
  readonly object: MarkedObject
  readonly problem: Problem
}

/**
 * Takes the marks of these objects away, while no other job writes the target (ERR_TARGET_BUSY). An object that fails is named; the same
 * call takes what is left.
 */
export async function removeMarks(options: RemoveMarksOptions): Promise<readonly FailedMark[]> {
  const { target, marks, objects, concurrency, signal, onRemoved } = options
  const failed: FailedMark[] = []
  let doomed: { readonly error: unknown } | undefined
  // What has begun comes to its end, also after an interruption: some of it is brought back from deletion for a moment.
  const remove = async (object: MarkedObject) => {
    if (doomed || signal.aborted) return
    try {
      await marks.remove(object, signal)
      onRemoved?.(object)
    } catch (error) {
      if (isFatal(error) || isAbort(error)) doomed = { error }
      else failed.push({ object, problem: toProblem(error, 'ERR_MARKS', 'Its marks') })
    }
  }
  await using job = await target.begin(signal)
  const lease = await job.lease?.(signal)
  let began = false
  try {
    await lease?.take(signal)
    began = true
    await pMap(objects, remove, { concurrency })
  } finally {
    await lease?.release()
    // What is restored where another job has the lease is restored by that one.
    if (began) await marks.complete()
  }
  signal.throwIfAborted()
  if (doomed) throw doomed.error
  return failed
}
