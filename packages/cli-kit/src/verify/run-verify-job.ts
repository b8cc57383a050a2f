import { randomBytes } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { InternalError, redact, type Source } from '@mlferry/core'
import {
  mergeVerifyReports,
  type VerifiedPairs,
  type VerifyLevel,
  type VerifyOptions,
  type VerifyReport,
  verify,
  type WorkspaceVerify,
} from '@mlferry/engine'
import { stringifyJson } from '@mlferry/exact-json'
import type { Amend } from '../amend/compose-amend.ts'
import { type AddressedEnd, endAddress } from '../ends/end-address.ts'
import { exitCodes } from '../exit-codes.ts'
import { chooseKinds, type KindFlags } from '../flags/choose-kinds.ts'
import { keepingRecord } from '../job/keeping-record.ts'
import { createPrivateFile, replacePrivateFile } from '../job/private-file.ts'
import { makeStateDir, type StatePlace } from '../job/state-dir.ts'
import { WorkspaceProgress } from '../job/workspace-progress.ts'
import { escapeUnprintable, printableJson } from '../render/printable-json.ts'
import type { ProgressView } from '../render/progress-view.ts'
import type { SecretMask } from '../secrets/secret-mask.ts'
import { workInPlaces } from '../workspaces/work-in-places.ts'
import { VerifiedFile } from './verified-file.ts'

export interface VerifyFlags extends KindFlags {
  readonly level: string
  readonly sample: number
  readonly seed: string | undefined
  readonly 'no-extra': boolean
  readonly restart: boolean
  readonly concurrency: number
  readonly quiet: boolean
  readonly report: string | undefined
  readonly 'state-dir': string | undefined
}

type ReadEnd = Source & AddressedEnd

/** One workspace and what it is compared with; undefined where there is just one. */
export interface VerifyPlace {
  readonly workspace: string | undefined
  readonly source: ReadEnd
  readonly target: ReadEnd
}

export interface VerifyJob {
  readonly command: string
  readonly flags: VerifyFlags
  readonly source: ReadEnd
  readonly target: ReadEnd
  /** Compared one after the other. */
  readonly places: readonly VerifyPlace[]
  readonly selection: NonNullable<VerifyOptions['selection']>
  readonly amend?: Amend | undefined
  readonly env: StatePlace['env']
  readonly signal: AbortSignal
  readonly mask: SecretMask
  readonly view: ProgressView
}

/** What `mlferry verify` returns: its `--json` output and its report file. */
export interface VerifyResult extends VerifyReport {
  readonly command: string
  readonly exitCode: number
  /** What was asked for, `kinds` included. Empty: everything. */
  readonly selection: object
  readonly reportFile: string
  /** Every difference, a JSON object a line. */
  readonly differencesFile: string
}

/** Runs a verify with progress, a report, the list of differences, and what lets an interrupted one go on. */
export function runVerifyJob(job: VerifyJob): Promise<VerifyResult> {
  const { command, source, target, env, signal, mask, view } = job
  const ends = mask.value({ source: redact(endAddress(source)), target: redact(endAddress(target)) })
  const context = { env, signal, note: (line: string) => view.note(mask.text(line)) }
  return keepingRecord({ command, dryRun: false, ...ends }, context, {
    work: () => runReportedVerify(job),
    files: ({ reportFile, differencesFile }) => [reportFile, differencesFile],
  })
}

async function runReportedVerify(job: VerifyJob): Promise<VerifyResult> {
  const { flags, source, target, places, selection, amend, env, signal, mask, view } = job
  const kinds = chooseKinds(flags)
  // Never inside an export that is one of the ends: verify writes to neither.
  const addresses = { source: endAddress(source), target: endAddress(target) }
  const stateDir = await makeStateDir({ given: flags['state-dir'], ...addresses, env })
  const names = kinds?.map(({ name }) => name)
  const verified = await openVerified(join(stateDir, 'verified.txt'), { flags, selection, kinds: names })
  const differencesFile = join(stateDir, 'differences.jsonl')
  const differences = (await createPrivateFile(`${differencesFile}.new`)).createWriteStream()
  let report: VerifyReport
  try {
    const progress = new WorkspaceProgress()
    report = await verifyPlaces(places, ({ workspace, ...ends }) =>
      verify({
        ...ends,
        selection,
        ...(kinds ? { kinds } : {}),
        level: flags.level as VerifyLevel,
        sample: flags.sample,
        seed: verified.seed,
        expectNoExtra: flags['no-extra'],
        ...(amend ? { amend } : {}),
        concurrency: flags.concurrency,
        verified: verifiedIn(workspace, verified),
        signal,
        onEvent: (event) => view.event(mask.value(progress.add(event, workspace))),
        onDifference: (difference) => {
          const told = workspace === undefined ? difference : { ...difference, workspace }
          differences.write(`${escapeUnprintable(stringifyJson(mask.value(told) as never))}\n`)
        },
      }),
    )
    verified.remove()
  } finally {
    differences.end()
    await finished(differences)
    verified.save()
  }
  await rename(`${differencesFile}.new`, differencesFile)
  const reportFile = resolve(flags.report ?? join(stateDir, 'verify.json'))
  const exitCode = report.equal ? exitCodes.done : exitCodes.someFailed
  const result = mask.value<VerifyResult>({
    command: job.command,
    exitCode,
    selection: { ...selection, ...(names && { kinds: names }) },
    ...report,
    reportFile,
    differencesFile,
  })
  await replacePrivateFile(reportFile, `${printableJson(result, 2)}\n`)
  return result
}

async function verifyPlaces(
  places: readonly VerifyPlace[],
  compare: (place: VerifyPlace) => Promise<VerifyReport>,
): Promise<VerifyReport> {
  const reports: WorkspaceVerify[] = []
  await workInPlaces(places, reports, compare)
  const [first, ...rest] = reports
  if (!first) throw new InternalError('Nothing to compare.')
  return rest.length === 0 ? first.report : mergeVerifyReports([first, ...rest])
}

/** Names repeat from one workspace to the next. */
function verifiedIn(workspace: string | undefined, verified: VerifiedFile): VerifiedPairs {
  if (workspace === undefined) return verified
  return {
    has: (key) => verified.has(`${workspace}\n${key}`),
    add: (key) => verified.add(`${workspace}\n${key}`),
  }
}

async function openVerified(
  path: string,
  { flags, selection, kinds }: Pick<VerifyJob, 'flags' | 'selection'> & { kinds: readonly string[] | undefined },
): Promise<VerifiedFile> {
  const { level, sample, seed = randomBytes(6).toString('hex'), restart } = flags
  const question = { version: '2', level, sample, selection, ...(kinds ? { kinds } : {}) }
  return VerifiedFile.open(path, question, { seed, given: flags.seed !== undefined, restart })
}
