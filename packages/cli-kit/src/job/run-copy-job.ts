import { join, resolve } from 'node:path'
import {
  defaultWorkspace,
  InternalError,
  type OpenedSource,
  redact,
  type Source,
  type StoreFacts,
  type Target,
} from '@mlferry/core'
import type { CopyOptions, CopyReport, FinishedEvent, WorkspaceReport } from '@mlferry/engine'
import { endAddress } from '../ends/end-address.ts'
import { withFlagsThatHelp } from '../errors/flags-that-help.ts'
import { exitCodeOfError, exitCodeOfReport, exitCodes } from '../exit-codes.ts'
import type { JobFlags } from '../flags/job-flags.ts'
import type { ProgressView } from '../render/progress-view.ts'
import { describeError } from '../render/render-error.ts'
import { JobRecorder } from '../report/job-recorder.ts'
import { writeReports } from '../report/write-reports.ts'
import type { SecretMask } from '../secrets/secret-mask.ts'
import { workInPlaces } from '../workspaces/work-in-places.ts'
import type { AnswerMeter } from './answer-meter.ts'
import type { CopyResult } from './copy-result.ts'
import { estimateJob } from './estimate-job.ts'
import { IdMapFile } from './id-map-file.ts'
import { keepingRecord } from './keeping-record.ts'
import { placeReport } from './place-report.ts'
import { makeStateDir, type StatePlace } from './state-dir.ts'
import { WorkspaceProgress } from './workspace-progress.ts'

/** What a function that copies gets from the command that calls it. */
export type JobOptions = Pick<
  CopyOptions,
  | 'source'
  | 'target'
  | 'kinds'
  | 'only'
  | 'tellRest'
  | 'onConflict'
  | 'updateOriginals'
  | 'asNewCopies'
  | 'check'
  | 'wait'
  | 'concurrency'
  | 'signal'
  | 'onEvent'
  | 'beforeWrite'
>

/** What a command copies from and to: as they were opened, or any store. */
export interface CopyEnds {
  readonly source: Source & StoreFacts & Pick<OpenedSource, 'archive'>
  readonly target: Target & StoreFacts
}

/** One workspace and where it goes; undefined where there is just one. */
export interface CopyPlace {
  readonly workspace: string | undefined
  readonly source: Source
  readonly target: Target
  /** Called before anything of it is written. */
  readonly begin?: () => Promise<void>
}

export interface CopyJob extends CopyEnds {
  /** Such as `export all`. */
  readonly command: string
  readonly flags: JobFlags & { readonly only?: boolean }
  /** Copied one after the other. */
  readonly places: readonly CopyPlace[]
  readonly env: StatePlace['env']
  /** What both ends answer. */
  readonly meters: { readonly source: AnswerMeter; readonly target: AnswerMeter }
  readonly signal: AbortSignal
  readonly mask: SecretMask
  readonly view: ProgressView
  /** Awaited before the first write of a job that creates anything, with the identities of that by kind. What it throws ends the job. */
  readonly beforeCreating: (creating: ReadonlyMap<string, Iterable<string>>) => Promise<void>
  /** Told of what was done by then, once that is reported, when the job ends early. The error follows. */
  readonly onStopped: (result: CopyResult) => void
  /** Grows while the job runs. */
  readonly notes: readonly string[]
}

/** Runs a copy with progress, id map and report, and keeps its record. */
export function runCopyJob(job: CopyJob, work: (options: JobOptions) => Promise<CopyReport>): Promise<CopyResult> {
  const { command, flags, source, target, env, signal, mask, view } = job
  const ends = mask.value({ source: redact(endAddress(source)), target: redact(endAddress(target)) })
  const start = { command, dryRun: Boolean(flags['dry-run']), ...ends }
  const context = { env, signal, note: (line: string) => view.note(mask.text(line)) }
  return keepingRecord(start, context, {
    work: () => runReportedCopy(job, work),
    files: ({ reportFile, htmlFile }) => [reportFile, htmlFile],
  })
}

async function runReportedCopy(job: CopyJob, work: (options: JobOptions) => Promise<CopyReport>): Promise<CopyResult> {
  const { flags, source, target, places, env, meters, signal, mask, view, notes } = job
  // Loaded on first use, as the engine is.
  const { readConflictRules } = await import('../flags/conflict-rules.ts')
  const { chooseKinds } = await import('../flags/choose-kinds.ts')
  const onConflict = readConflictRules(flags['on-conflict'])
  const kinds = chooseKinds(flags)
  const dryRun = Boolean(flags['dry-run'])
  const stateDir = await makeStateDir({
    given: flags['state-dir'],
    // A dry run leaves both ends as they are: what it says lies elsewhere.
    directory: dryRun ? undefined : directoryOf(job),
    source: endAddress(source),
    target: endAddress(target),
    env,
  })
  const place = await placeReport(flags.report ?? join(stateDir, dryRun ? 'plan.json' : 'report.json'))
  // What is only planned has no ids at the target.
  const idMap = dryRun ? undefined : await IdMapFile.create(stateDir)
  using recorder = new JobRecorder(meters)
  const progress = new WorkspaceProgress()
  const files = { ...place, ...(idMap ? { idMapFile: resolve(idMap.path) } : {}) }
  const written = async (done: CopyReport, end: Pick<CopyResult, 'exitCode' | 'stopped' | 'estimate'>) => {
    const objects = done.objects.map((each) => ({ ...each, problems: each.problems.map(withFlagsThatHelp) }))
    const told = { ...end, ...done, objects, ...recorder.record() }
    const result: CopyResult = { command: job.command, dryRun, notes, ...told, ...files }
    const masked = mask.value(result)
    await writeReports(masked, mask)
    return masked
  }
  const reports: WorkspaceReport[] = []
  let isStopped = false
  const copyAll = () =>
    copyPlaces(places, reports, ({ workspace, ...place }) =>
      work({
        source: place.source,
        target: place.target,
        concurrency: flags.concurrency,
        onConflict,
        updateOriginals: flags['update-originals'] ?? false,
        asNewCopies: flags['as-new-copies'] ?? false,
        check: flags.check,
        wait: (flags.wait ?? 0) * 1000,
        ...(kinds ? { kinds } : {}),
        only: flags.only ?? false,
        // An archive was put together once: what a selection leaves of it is told.
        tellRest: source.archive !== undefined,
        signal,
        beforeWrite: async (creating, atTarget) => {
          await job.beforeCreating(creating)
          await atTarget.prepare?.(creating, signal)
        },
        onEvent(one) {
          const event = progress.add(one, workspace)
          recorder.event(event)
          if (event.type === 'stopped') {
            isStopped = true
            reports.push({ workspace: workspace ?? defaultWorkspace, report: event.report })
          }
          if (event.type === 'finished') idMap?.add(withMaskedTitle(event, mask), workspace)
          view.event(event.type === 'moved' ? event : mask.value(event))
        },
      }),
    )
  const report = await followed(idMap, copyAll).catch(async (error: unknown) => {
    if (isStopped && !dryRun) {
      const end = signal.aborted ? interrupted : { exitCode: exitCodeOfError(error), stopped: describeError(error) }
      // That this fails, as on a full disk, must not hide why the job ended.
      await merged(places, reports)
        .then((done) => written(done, end))
        .then(job.onStopped, () => {})
    }
    throw error
  })
  const exitCode = exitCodeOfReport(report, { acceptDegraded: flags['accept-degraded'] })
  const estimate = dryRun
    ? estimateJob(report, {
        capabilities: await target.capabilities(
          signal,
          kinds?.map(({ name }) => name),
        ),
        meter: meters.target,
        concurrency: flags.concurrency,
      })
    : undefined
  return written(report, { exitCode, ...(estimate ? { estimate } : {}) })
}

/** The folder that one end of a job is: what is exported keeps its reports, and what is imported too. */
function directoryOf({ source, target }: CopyEnds): StatePlace['directory'] {
  if (target.folder !== undefined) return { path: target.folder, role: 'export' }
  return source.folder === undefined ? undefined : { path: source.folder, role: 'import' }
}

const interrupted = {
  exitCode: exitCodes.interrupted,
  stopped: { code: 'ERR_INTERRUPTED', message: 'Interrupted.' },
}

/** Ids stay as they are: the map is for looking them up. */
function withMaskedTitle(event: FinishedEvent, mask: SecretMask): FinishedEvent {
  return event.title === undefined ? event : { ...event, title: mask.text(event.title) }
}

async function copyPlaces(
  places: readonly CopyPlace[],
  reports: WorkspaceReport[],
  work: (place: CopyPlace) => Promise<CopyReport>,
): Promise<CopyReport> {
  await workInPlaces(places, reports, work)
  return merged(places, reports)
}

async function merged(places: readonly CopyPlace[], reports: readonly WorkspaceReport[]): Promise<CopyReport> {
  const [first, ...rest] = reports
  if (!first) throw new InternalError('A job without a report.')
  if (places.length === 1) return first.report
  const { mergeReports } = await import('@mlferry/engine')
  return mergeReports([first, ...rest])
}

/** What happened until an interruption counts too; its own failure must not hide the job's. */
async function followed<T>(idMap: IdMapFile | undefined, work: () => Promise<T>): Promise<T> {
  try {
    const result = await work()
    await idMap?.close()
    return result
  } catch (error) {
    await idMap?.close().catch(() => {})
    throw error
  }
}
