import { isAbort, type Ref, refKey } from '@mlferry/core'
import pMap from 'p-map'
import type { SpoolSlot } from '../inventory/header-spool.ts'
import type { Item } from '../inventory/inventory.ts'
import type { Plan } from '../plan/plan-copy.ts'
import type { CopyReport } from '../report/copy-report.ts'
import { toProblem } from '../report/outcome.ts'
import { copyBatch } from './copy-batch.ts'
import type { Job } from './job.ts'
import { noteProblem, settleLinks } from './settle-links.ts'

/** Resolves when every step has an outcome, with the links that still wait. Throws when going on makes no sense, or on abort. */
export async function runPlan(plan: Plan, job: Job): Promise<Pick<CopyReport, 'pending' | 'unsettled'>> {
  for (const { item, written } of plan.unchanged) await passOver(item, written.target, job)
  for (const { ref, slot } of plan.skipped) {
    job.emit({ type: 'finished', ref, ...(await titleOf(ref, slot, job)), outcome: 'skipped', problems: [] })
  }
  for (const { ref, error } of plan.unreadable) {
    const { code, message, hint } = error
    job.emit({ type: 'finished', ref, outcome: 'failed', problems: [{ code, message, ...(hint ? { hint } : {}) }] })
  }
  for (const [kind, planned] of plan.steps) {
    const items = job.companions.leftOf(planned)
    const inOrder = job.kinds.find((each) => each.name === kind)?.inOrder
    const size = inOrder ? 1 : job.source.batchSize(kind)
    // Two large batches at once: one is read while the other is written. Small ones until the writers are busy.
    const concurrency = Math.max(2, Math.ceil(job.concurrency / size))
    const rows = inOrder ? [...Map.groupBy(items, scopeOf).values()] : chunks(items, size)
    const copyRow = async (row: readonly Item[]) => {
      for (const batch of chunks(row, size)) {
        await copyBatch(
          batch.map((item) => ({ item, earlier: plan.earlier.get(item) })),
          job,
        )
      }
    }
    await pMap(rows, copyRow, { concurrency, signal: job.signal })
  }
  const earlier = plan.pending.map(({ written, links }) => ({ target: written.target, links }))
  const { waiting, problems } = await settleLinks([...earlier, ...job.pending], job)
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
  return { pending: waiting, unsettled: problems }
}

/** Nothing to do, but named all the same: an id map holds it too. */
async function passOver({ ref, slot }: Item, target: Ref, job: Job): Promise<void> {
  job.ids.set(ref, target)
  const named = { ref, target, ...(await titleOf(ref, slot, job)) }
  job.emit({ type: 'finished', ...named, outcome: 'unchanged', problems: [] })
}

async function titleOf({ kind }: Ref, slot: SpoolSlot, job: Job): Promise<{ readonly title?: string }> {
  const title = job.kinds.find(({ name }) => name === kind)?.title(await job.spool.get(slot))
  return title ? { title } : {}
}

async function removeOne(target: Ref, job: Job): Promise<void> {
  await job.target.remove?.(target, job.signal)
}

function scopeOf({ scope }: Item): string {
  return scope ? refKey(scope) : ''
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = []
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size))
  return batches
}
