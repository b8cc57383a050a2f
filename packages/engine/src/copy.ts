import type { Capabilities, Header, ObjectKind, Ref, Source, Target, TargetJob } from '@mlferry/core'
import pLimit from 'p-limit'
import { mergeAlways, type OnConflict } from './conflict/conflict-rule.ts'
import { ancestorsAtSource } from './identity/ancestors-at-source.ts'
import { missingNames } from './inventory/missing-names.ts'
import { rootsOf } from './inventory/select-roots.ts'
import type { Selection } from './inventory/selection.ts'
import { Companions } from './job/companions.ts'
import { Failures } from './job/failures.ts'
import { IdMap } from './job/id-map.ts'
import { IdsInValues } from './job/ids-in-values.ts'
import type { Job } from './job/job.ts'
import { PointsElsewhere } from './job/points-elsewhere.ts'
import { runPlan } from './job/run-plan.ts'
import { objectKinds } from './kinds/object-kinds.ts'
import type { Check } from './plan/plan-copy.ts'
import { prepareCopy } from './plan/prepare-copy.ts'
import { clearReplaced } from './replace/clear-replaced.ts'
import type { CopyEvent } from './report/copy-event.ts'
import type { CopyReport } from './report/copy-report.ts'
import { findNotCarriedByDesign } from './report/not-carried-by-design.ts'
import { ReportBuilder } from './report/report-builder.ts'

export interface CopyOptions {
  readonly source: Source
  readonly target: Target
  readonly selection?: Selection
  /** Default: every kind that mlferry carries. */
  readonly kinds?: readonly ObjectKind[]
  /** Applied to every header as listed: renames, extra tags. The fingerprint stays that of the source. */
  readonly amend?: ((header: Header) => Header) | undefined
  /** What becomes of objects whose name is held at the target by what mlferry did not write. Default: merge. */
  readonly onConflict?: OnConflict
  /** Kinds of which every selected object replaces what has its name at the target: that is deleted, with all that it holds. */
  readonly replace?: readonly string[] | undefined
  /**
   * `quick` (default): what its listing shows as it was when it was copied is left alone. `deep`: what is `partlyListed` is read and
   * compared, for what no listing shows: points before the newest of a metric, files that came later, models that a run read, runs that a trace was linked to.
   */
  readonly check?: Check
  /** Objects of the target that the source has copies of take the changes of these. Default: they stay as they are, what differs is named. */
  readonly updateOriginals?: boolean
  /** Objects that the target has already, because it is the source or was its source, are copied beside these. Default: they are found. */
  readonly asNewCopies?: boolean
  /** Just the selected objects and what holds them: nothing else comes along, and what is left out is counted. */
  readonly only?: boolean
  /** Counts what the source holds beside the selection, for the report: of a directory, where that is cheap. */
  readonly tellRest?: boolean
  /** How long to wait while another job writes the target, milliseconds. Default: not at all, ERR_TARGET_BUSY is thrown. */
  readonly wait?: number
  /** Objects and files under way at once. Default 8. */
  readonly concurrency?: number
  /** Where the listing is kept while the job runs. Default: the system's temporary folder. */
  readonly scratchDir?: string
  readonly signal?: AbortSignal
  /**
   * Awaited before the first write of a job that creates anything, with the identities of that by kind, and the job at the target; what it throws ends the job. A job
   * that only looks whether earlier copies are complete may have nothing to write, and does not call it.
   */
  readonly beforeWrite?: (creating: ReadonlyMap<string, Iterable<string>>, job: TargetJob) => Promise<void>
  readonly onEvent?: (event: CopyEvent) => void
}

/**
 * Copies objects from one store into another. What is there already is left alone, what is unfinished is completed.
 * Resolves with an outcome for every object, and the names of the selection that nothing has; throws ERR_NOT_FOUND when nothing has any of them, an AbortError when
 * stopped by `signal`, and whatever makes going on senseless (refused credentials, a full disk).
 */
export async function copy(options: CopyOptions): Promise<CopyReport> {
  const {
    source,
    target,
    selection = {},
    kinds = objectKinds,
    amend,
    onConflict = mergeAlways,
    check = 'quick',
    concurrency: allowed = 8,
  } = options
  const stop = new AbortController()
  const signal = AbortSignal.any([stop.signal, ...(options.signal ? [options.signal] : [])])
  const names = kinds.map(({ name }) => name)
  const capabilities = await target.capabilities(signal, names)
  const concurrency = Math.min(allowed, capabilities.writesAtOnce ?? allowed)
  const offered = await source.capabilities(signal, names)
  const held = kinds.filter(({ name }) => offered.kind(name))
  const carried = held.filter(({ name }) => capabilities.kind(name))
  const report = new ReportBuilder(carried.map((kind) => kind.name))
  const failures = new Failures()
  const emit = (event: CopyEvent) => {
    if (event.type === 'finished') {
      report.finished(event)
      failures.note(event)
    }
    if (event.type === 'moved') report.moved(event)
    options.onEvent?.(event)
  }
  let notFound: readonly string[] = []
  await using atTarget = await target.begin(signal)
  await using prepared = await prepareCopy({
    source,
    target: atTarget,
    targetLabel: target.label,
    kinds: carried,
    notCarried: held.filter((kind) => !carried.includes(kind)),
    capabilities,
    selection,
    onConflict,
    check,
    updateOriginals: options.updateOriginals ?? false,
    asNewCopies: options.asNewCopies ?? false,
    replace: options.replace ?? [],
    ...(options.only ? { only: true } : {}),
    ...(options.tellRest ? { tellRest: true } : {}),
    ...(amend ? { amend } : {}),
    scratchDir: options.scratchDir,
    wait: options.wait ?? 0,
    beforeWrite: options.beforeWrite,
    signal,
    onListed: (kind, listed) => emit({ type: 'listing', kind, listed }),
    onTaken({ unmatched }) {
      notFound = missingNames(unmatched, selection, source)
      if (notFound.length > 0) emit({ type: 'notFound', names: notFound })
    },
  })
  const { spool, inventory, plan } = prepared
  for (const kind of carried) {
    const todo = plan.steps.get(kind.name)?.length ?? 0
    const unchanged = plan.unchanged.get(kind.name)?.length ?? 0
    const kept = plan.kept.get(kind.name)?.length ?? 0
    const others = [...plan.unreadable, ...plan.skipped].filter((item) => item.ref.kind === kind.name).length
    emit({ type: 'planned', kind: kind.name, total: todo + unchanged + kept + others, todo })
  }
  await clearReplaced(inventory, { target: atTarget, kinds: carried, emit, signal })
  for (const twin of inventory.twins) await atTarget.removeLate?.(twin, signal)
  const ancestorsOf = inventory.hasCopies ? (ref: Ref) => ancestorsAtSource(ref, source, signal) : undefined
  const ids = new IdMap(inventory, { kinds: carried, target: atTarget, spool, ancestorsOf })
  const job: Job = {
    source,
    target: atTarget,
    targetLabel: target.label,
    kinds: carried,
    spool,
    ids,
    companions: new Companions(plan, { kinds: carried, capabilities, ids }),
    failures,
    idsInValues: new IdsInValues(ids, carried),
    pointsElsewhere: new PointsElsewhere(plan, { kinds: carried, capabilities, spool, ids }),
    capabilities,
    limits: {
      parts: pLimit(concurrency),
      ends: pLimit(concurrency),
      early: pLimit(concurrency),
      files: pLimit(concurrency),
    },
    concurrency,
    signal,
    emit,
    pending: [],
    removals: [],
    last: [],
  }
  const built = (rest: Pick<CopyReport, 'pending' | 'unsettled' | 'notCarriedByDesign'>) =>
    report.build({
      source: source.label,
      target: target.label,
      ...rest,
      notFound,
      sourceIds: job.idsInValues.total(),
      ...(plan.itself > 0 ? { itself: plan.itself } : {}),
      notPortable: notPortable(capabilities, carried),
      notCarried: inventory.notCarried,
      along: inventory.along,
      leftOut: inventory.leftOut,
      waiting: inventory.waiting,
    })
  try {
    const settled = await runPlan(plan, job)
    const notCarriedByDesign = isWhole(selection, kinds) ? await findNotCarriedByDesign(source, signal) : []
    return built({ ...settled, notCarriedByDesign })
  } catch (error) {
    emit({ type: 'stopped', report: built({ pending: [], unsettled: [], notCarriedByDesign: [] }) })
    throw error
  } finally {
    // After an error, what neighbours still have under way ends too.
    stop.abort()
  }
}

/** What is never carried is told only where everything was selected. */
function isWhole(selection: Selection, kinds: readonly ObjectKind[]): boolean {
  return rootsOf(selection) === undefined && objectKinds.every((kind) => kinds.includes(kind))
}

function notPortable(capabilities: Capabilities, kinds: readonly ObjectKind[]): CopyReport['notPortable'] {
  const lost = kinds.map(({ name }) => {
    const fields = Object.entries(capabilities.kind(name)?.fields ?? {})
    return [
      name,
      Object.fromEntries(fields.flatMap(([field, carries]) => ('lost' in carries ? [[field, carries.lost]] : []))),
    ] as const
  })
  return Object.fromEntries(lost.filter(([, fields]) => Object.keys(fields).length > 0))
}
