import { setImmediate } from 'node:timers/promises'
import { type Header, isAbort, type Ref, refKey, type SpoolPlace } from '@mlferry/core'
import pMap from 'p-map'
import type { Plan } from '../plan/plan-copy.ts'
import type { Step, Steps } from '../plan/steps.ts'
import type { CopyReport, Unsettled } from '../report/copy-report.ts'
import { toProblem } from '../report/outcome.ts'
import { copyBatch } from './copy-batch.ts'
import { lackedForGood } from './fixed-links.ts'
import type { Job } from './job.ts'
import { noteMerged } from './note-merged.ts'
import { renamesFirst } from './renames-first.ts'
import { noteProblem, settleLinks } from './settle-links.ts'
import { tellKept } from './tell-kept.ts'

const atOnce = 1000

/** Resolves when every step has an outcome, with the links that still wait. Throws when going on makes no sense, or on abort. */
export async function runPlan(plan: Plan, job: Job): Promise<Pick<CopyReport, 'pending' | 'unsettled'>> {
  for (const steps of plan.unchanged.values()) await passOver(steps, job)
  await tellKept(plan.kept, job)
  for (const { ref, slot } of plan.skipped) {
    job.emit({ type: 'finished', ref, ...titleOf(ref, slot, job), outcome: 'skipped', problems: [] })
  }
  for (const { ref, error } of plan.unreadable) {
    const { code, message, hint } = error
    job.emit({ type: 'finished', ref, outcome: 'failed', problems: [{ code, message, ...(hint ? { hint } : {}) }] })
  }
  const notes: Unsettled[] = []
  for (const [kind, planned] of plan.steps) {
    const { mergesByName } = job.kinds.find((each) => each.name === kind) ?? {}
    const { inOrder } = job.capabilities.kind(kind) ?? {}
    const size = inOrder ? 1 : job.source.batchSize(kind)
    // What takes a name that another one gives up would else come before it is free.
    const renames = mergesByName ? renamesFirst(planned) : []
    for (const step of renames) await copyBatch([step], job)
    const renamed = new Set(renames.map(({ item }) => refKey(item.ref)))
    const steps = left(planned, renamed, job)
    // Two large batches at once: one is read while the other is written. Small ones until the writers are busy.
    const concurrency = Math.max(2, Math.ceil(job.concurrency / size))
    const rows = inOrder ? [...Map.groupBy(steps, scopeOf).values()] : chunks(steps, size)
    const copyRow = async (row: readonly Step[]) => {
      for (const batch of chunks(row, size)) {
        await copyBatch(batch, job)
        // Where nothing was waited for, an interruption is heard all the same.
        await setImmediate()
      }
    }
    await untilIdle(rows, copyRow, { concurrency, signal: job.signal })
    notes.push(...(await noteMerged(kind, plan, job)))
  }
  const { waiting, problems } = await settleLinks([...plan.pending, ...job.pending], job)
  // What is held goes before what holds it.
  for (const target of job.removals.reverse()) await removeOne(target, job).catch(noteProblem(target, problems))
  for (const { target, call } of job.last) {
    await call().catch((error) => {
      // All else is done: nothing that is refused now is a reason to end without a report.
      if (isAbort(error)) throw error
      problems.push({ target, problem: toProblem(error, 'ERR_UNSETTLED', 'Last step') })
    })
  }
  await job.target.complete(job.signal)
  return { pending: waiting, unsettled: [...notes, ...problems] }
}

/** As `pMap`; but when it is stopped or one row throws, nothing of the others goes on behind the job's back. */
async function untilIdle<T>(
  rows: Iterable<T>,
  copyRow: (row: T) => Promise<void>,
  options: { readonly concurrency: number; readonly signal: AbortSignal },
): Promise<void> {
  const underWay = new Set<Promise<void>>()
  const follow = (row: T) => {
    const copied = copyRow(row).finally(() => underWay.delete(copied))
    underWay.add(copied)
    return copied
  }
  try {
    await pMap(rows, follow, options)
  } finally {
    await Promise.allSettled(underWay)
  }
}

/** Nothing to do, but named all the same: an id map holds it too. */
async function passOver(steps: Steps, job: Job): Promise<void> {
  for (const [index, { item, earlier }] of steps.entries()) {
    const { ref, slot } = item
    const target = earlier?.target ?? ref
    job.ids.set(ref, target)
    const problems = earlier ? await lackedForGood(target, earlier.pending, job) : []
    const outcome = problems.length > 0 ? 'degraded' : 'unchanged'
    job.emit({ type: 'finished', ref, target, ...titleOf(ref, slot, job), outcome, problems })
    if (index % atOnce !== atOnce - 1) continue
    // What listens writes files and redraws lines, and an interruption is heard.
    await setImmediate()
    job.signal.throwIfAborted()
  }
}

function titleOf({ kind }: Ref, slot: SpoolPlace, job: Job): { readonly title?: string } {
  const title = job.kinds.find(({ name }) => name === kind)?.title(job.spool.get<Header>(slot))
  return title ? { title } : {}
}

async function removeOne(target: Ref, job: Job): Promise<void> {
  await job.target.remove?.(target, job.signal)
}

/** Without those that are done, as those that were copied with what holds them. */
function* left(steps: Steps, done: ReadonlySet<string>, { companions }: Job): Generator<Step> {
  for (const step of steps) if (!companions.wasTaken(step) && !done.has(refKey(step.item.ref))) yield step
}

function scopeOf({ item: { scope } }: Step): string {
  return scope ? refKey(scope) : ''
}

function* chunks<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = []
  for (const item of items) {
    batch.push(item)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
