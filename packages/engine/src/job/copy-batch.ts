import {
  asMlferryError,
  type Header,
  InternalError,
  isAbort,
  isFatal,
  isUnreadable,
  type Listed,
  type Part,
  refKey,
} from '@mlferry/core'
import type { Step } from '../plan/steps.ts'
import { toProblem } from '../report/outcome.ts'
import { ObjectCopy } from './copy-object.ts'
import type { Job } from './job.ts'
import { Lane } from './lane.ts'

interface Traveller {
  readonly copy: ObjectCopy
  readonly lane: Lane
  ended: boolean
  /** How far it goes when all its content is there: the rest waits for others. */
  ending: 'open' | 'prepare' | 'finish'
}

/**
 * Copies the objects of one batch. One that fails is named in the report; only an error that dooms them all is thrown. `beforeSeal` is
 * awaited when all are ready to be sealed; without it each is sealed as soon as it is.
 */
export async function copyBatch(
  steps: readonly Step[],
  job: Job,
  beforeSeal?: (() => Promise<void>) | undefined,
): Promise<void> {
  const travellers = new Map<string, Traveller>()
  const headers: Header[] = []
  for (const { step, listed, whole } of await wholeHeaders(steps, job)) {
    const lane = new Lane()
    const ended = isUnreadable(whole)
    const copy = new ObjectCopy(step, ended ? listed : whole, job)
    travellers.set(refKey(step.item.ref), { copy, lane, ended, ending: beforeSeal ? 'prepare' : 'finish' })
    if (ended) lane.push(() => Promise.reject(whole.error))
    else headers.push(whole)
  }
  const holders = job.companions.holdersOf([...travellers.values()].map(({ copy }) => copy))
  for (const traveller of travellers.values()) if (holders.includes(traveller.copy.step)) traveller.ending = 'open'
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
  if (beforeSeal) {
    await beforeSeal()
    await finishAll([...travellers.values()], job)
  }
  await copyFamilies(holders, travellers, job)
  for (const traveller of travellers.values()) await conclude(traveller, job)
}

/** The headers of these steps as they were listed, and with the links that the listing left out. */
async function wholeHeaders(steps: readonly Step[], job: Job) {
  const listed: Header[] = []
  for (const { item } of steps) {
    const { ref, fingerprint, slot } = item
    // What a target keeps of it are the strings that the plan holds already.
    listed.push({ ...job.spool.get<Header>(slot), ref, fingerprint })
  }
  const found = await withAllLinks(
    listed.filter(({ unlisted }) => unlisted),
    job,
  )
  const completed = new Map(found.map((each) => [refKey(each.ref), each]))
  return steps.map((step, index) => {
    const header = listed[index] as Header
    return { step, listed: header, whole: completed.get(refKey(header.ref)) ?? header }
  })
}

async function withAllLinks(headers: readonly Header[], { source, signal }: Job): Promise<readonly Listed[]> {
  if (headers.length === 0) return []
  try {
    return (await source.withAllLinks?.(headers, signal)) ?? []
  } catch (error) {
    if (isFatal(error) || isAbort(error)) throw error
    return headers.map(({ ref }) => ({ ref, error: asMlferryError(error, 'ERR_READ', 'Its links') }))
  }
}

/** Each holder is sealed when its companions are there, and these after it. Companions of one that failed are left for later. */
async function copyFamilies(
  holders: readonly Step[],
  travellers: ReadonlyMap<string, Traveller>,
  job: Job,
): Promise<void> {
  const of = ({ item }: Step) => travellers.get(refKey(item.ref))
  const open = holders.filter((step) => of(step)?.lane.failed === false)
  for (const family of job.companions.families(open, 2 * job.concurrency)) {
    const sealHolders = () =>
      finishAll(
        family.holders.flatMap((step) => of(step) ?? []),
        job,
      )
    if (family.companions.length > 0) await copyBatch(family.companions, job, sealHolders)
    else await sealHolders()
  }
}

async function finishAll(travellers: readonly Traveller[], job: Job): Promise<void> {
  await Promise.all(travellers.map(({ copy, lane }) => lane.push(() => job.limits.ends(() => finish(copy, job)))))
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
    copy.lack(part.losses)
    lane.push(() => job.limits.ends(() => end(traveller, job)))
  } else {
    const written = lane.push(async () => {
      await job.limits.parts(() => copy.write(part))
      // With companions its files wait: they may name models that are not made yet.
      if (traveller.ending === 'finish') copy.startFiles()
    })
    underWay.add(written)
    written.then(() => underWay.delete(written))
    if (underWay.size >= job.concurrency) await Promise.race(underWay)
  }
}

async function end({ copy, ending }: Traveller, job: Job): Promise<void> {
  if (ending === 'open') await copy.open()
  else if (ending === 'prepare') await copy.prepare()
  else await finish(copy, job)
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
