import { InternalError, isAbort, isFatal, type Part, refKey } from '@mlferry/core'
import { toProblem } from '../report/outcome.ts'
import { ObjectCopy, type Step } from './copy-object.ts'
import type { Job } from './job.ts'
import { Lane } from './lane.ts'

interface Traveller {
  readonly copy: ObjectCopy
  readonly lane: Lane
  ended: boolean
}

/** Copies the objects of one batch. One that fails is named in the report; only an error that dooms them all is thrown. */
export async function copyBatch(steps: readonly Step[], job: Job): Promise<void> {
  const travellers = new Map<string, Traveller>()
  for (const step of steps) {
    const copy = new ObjectCopy(step, await job.spool.get(step.item.slot), job)
    travellers.set(refKey(step.item.ref), { copy, lane: new Lane(), ended: false })
  }
  const headers = [...travellers.values()].map(({ copy }) => copy.header)
  const underWay = new Set<Promise<void>>()
  try {
    for await (const part of job.source.read(headers, job.signal)) {
      const traveller = travellers.get(refKey(part.of))
      if (traveller && !traveller.lane.failed) await dispatch(part, { traveller, underWay, job })
    }
  } catch (error) {
    if (isFatal(error) || isAbort(error)) throw error
    for (const { lane, ended } of travellers.values()) if (!ended) lane.push(() => Promise.reject(error))
  } finally {
    // Also when thrown: nothing of this batch goes on behind the job's back.
    await Promise.all([...travellers.values()].map(({ lane }) => lane.done()))
  }
  for (const traveller of travellers.values()) await conclude(traveller, job)
}

interface Dispatching {
  readonly traveller: Traveller
  /** Parts that are read and not yet written. */
  readonly underWay: Set<Promise<void>>
  readonly job: Job
}

/** Waits for room, not for the write: neighbours' parts go on. */
async function dispatch(part: Part, { traveller, underWay, job }: Dispatching): Promise<void> {
  const { copy, lane } = traveller
  if (part.type === 'failed') {
    traveller.ended = true
    lane.push(() => Promise.reject(part.error))
  } else if (part.type === 'end') {
    traveller.ended = true
    lane.push(() => job.limits.ends(() => finish(copy, job)))
  } else {
    const written = lane.push(() => job.limits.parts(() => copy.write(part)))
    underWay.add(written)
    written.then(() => underWay.delete(written))
    if (underWay.size >= job.concurrency) await Promise.race(underWay)
  }
}

async function finish(copy: ObjectCopy, job: Job): Promise<void> {
  const { outcome, problems } = await copy.finish()
  job.emit({ type: 'finished', ...naming(copy, job), outcome, problems })
}

async function conclude({ copy, lane, ended }: Traveller, job: Job): Promise<void> {
  await copy[Symbol.asyncDispose]()
  const failure =
    (await lane.done()) ?? (ended ? undefined : { error: new InternalError('The source ended without it.') })
  if (!failure) return
  if (isFatal(failure.error) || isAbort(failure.error)) throw failure.error
  const problem = toProblem(failure.error, 'ERR_COPY_FAILED', 'Not copied')
  const problems = [problem, ...job.pointsElsewhere.missingWith(copy.step.item)]
  job.emit({ type: 'finished', ...naming(copy, job), outcome: 'failed', problems })
}

function naming(copy: ObjectCopy, job: Job) {
  const { ref } = copy.header
  const title = job.kinds.find((kind) => kind.name === ref.kind)?.title(copy.header)
  return { ref, ...(copy.target ? { target: copy.target } : {}), ...(title ? { title } : {}) }
}
