import { type Header, isAbort, isFatal, MlferryError, type ObjectKind, type Ref } from '@mlferry/core'
import { addedLinks } from '../identity/added-links.ts'
import type { Step, Steps } from '../plan/steps.ts'
import { type Outcome, type Problem, toProblem } from '../report/outcome.ts'
import { compareHeader } from '../verify/compare-header.ts'
import { idInText } from '../verify/pairs.ts'
import { fitHeader } from './fit-header.ts'
import type { Job } from './job.ts'

/** Addresses belong to their stores. */
const addresses: readonly string[] = ['source', 'artifactUri', 'artifactLocation']
const mostNamed = 10

/** Names in what the objects differ that stay as they are at the target, because they are not copies from this source. */
export async function tellKept(kept: ReadonlyMap<string, Steps>, job: Job): Promise<void> {
  for (const steps of kept.values()) {
    // What came from elsewhere and has the same name is another object: nothing that names the one means the other.
    for (const { item, earlier } of steps) if (earlier?.ours) job.ids.set(item.ref, earlier.target)
  }
  for (const [name, steps] of kept) {
    const kind = job.kinds.find((each) => each.name === name)
    for (const step of kind ? steps : []) if (kind) await tellOne(step, kind, job)
  }
}

async function tellOne(step: Step, kind: ObjectKind, job: Job): Promise<void> {
  const { item, earlier } = step
  if (!earlier) return
  job.signal.throwIfAborted()
  const header = job.spool.get<Header>(item.slot)
  const { outcome, problems } = await outcomeOf(step, { header, kind, job })
  const title = kind.title(header)
  const { ref } = item
  job.emit({ type: 'finished', ref, target: earlier.target, ...(title ? { title } : {}), outcome, problems })
}

interface Telling {
  readonly header: Header
  readonly kind: ObjectKind
  readonly job: Job
}

async function outcomeOf(
  step: Step,
  { header, kind, job }: Telling,
): Promise<{ readonly outcome: Outcome; readonly problems: readonly Problem[] }> {
  try {
    const there = step.earlier && (await job.target.show?.(step.earlier, job.signal))
    const idsThere = (ref: Ref) => job.ids.idsThere(ref)
    const links = step.earlier && step.mark === 'none' ? addedLinks(step.item, step.earlier, { kind, idsThere }) : []
    const fields = there && [...differingFields({ header, kind, job }, there), ...links]
    if (fields?.length === 0) return { outcome: 'unchanged', problems: [] }
    const error = staysAsItIs(step, fields ?? [], job)
    return { outcome: 'skipped', problems: [toProblem(error, error.code, 'Kept')] }
  } catch (error) {
    if (isFatal(error) || isAbort(error)) throw error
    return { outcome: 'failed', problems: [toProblem(error, 'ERR_READ', 'What the target has of it')] }
  }
}

function differingFields({ header, kind, job }: Telling, there: Header): readonly string[] {
  const capabilities = job.capabilities.kind(kind.name) ?? { fields: {} }
  const mapText = (text: string) => text.replace(idInText, (id) => job.ids.idAtTarget(id) ?? id)
  const fitted = fitHeader(header, capabilities)
  const { differences } = compareHeader({ kind, source: header, target: there, fitted, mapText }, capabilities)
  return [...new Set(differences.map(({ field }) => field).filter((field) => !addresses.includes(field)))]
}

function staysAsItIs({ item, earlier, mark }: Step, fields: readonly string[], { targetLabel }: Job): MlferryError {
  const more = fields.length > mostNamed ? ` and ${fields.length - mostNamed} more` : ''
  const named = fields.length === 0 ? '' : `: ${fields.slice(0, mostNamed).join(', ')}${more}`
  const what = `${item.ref.kind} ${earlier?.target.id}`
  if (mark === 'none' && earlier?.deleted && !item.deleted) {
    const holdsName = item.ref.kind === 'experiment' ? ', and still holds its name' : ''
    return new MlferryError(
      'ERR_ORIGINAL_DIFFERS',
      `The ${what} at ${targetLabel} is the original, and is deleted there${holdsName}. It stays as it is.`,
      {
        hint: 'Restore it there, remove it for good (mlflow gc), or copy beside it; an experiment then needs another name.',
      },
    )
  }
  if (mark === 'none') {
    return new MlferryError(
      'ERR_ORIGINAL_DIFFERS',
      `The ${what} at ${targetLabel} is the original, and differs from what the source has of it${named}. It stays as it is.`,
      { hint: 'Let the copy change originals, or copy beside them.' },
    )
  }
  if (mark === 'renew') {
    return new MlferryError(
      'ERR_COPY_DIFFERS',
      `The ${what} at ${targetLabel} is a copy of the same object that came from elsewhere, and differs${named}. It stays as it is.`,
      { hint: 'Copy it again from where it came from: see its tag mlferry.source.uri.' },
    )
  }
  return new MlferryError(
    'ERR_NAME_TAKEN',
    `The ${what} at ${targetLabel} has the same name, and came from elsewhere${named}. It stays as it is.`,
    { hint: 'Rename one of them.' },
  )
}
