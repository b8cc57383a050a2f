import { redact } from '@mlferry/core'
import { type CopyReport, fieldsByReason, outcomes } from '@mlferry/engine'
import type { CopyResult } from '../job/copy-result.ts'
import { examples, problemKey } from './equal-problems.ts'
import { notFoundLine } from './not-found-line.ts'
import { formatBytes, formatCount, formatDuration, plural } from './numbers.ts'
import { objectName, oneLine } from './object-line.ts'
import { pluralName } from './progress-lines.ts'
import { table } from './table.ts'

const shown = 10

export interface SummaryOptions {
  /** Lists every field that the target cannot set. Otherwise one line says where to find them. */
  readonly verbose: boolean
}

/** The end of a job for a reader: outcomes by kind, what went wrong and why, and where the rest lies. */
export function renderSummary(result: CopyResult, { verbose }: SummaryOptions): string {
  const { points, files, bytes, durationSeconds } = result
  const carried = `${plural(files, 'file')} (${formatBytes(bytes)})`
  const moved = result.dryRun
    ? `To move: ${carried}, and the metric points, which are not counted${estimateOf(result)}`
    : `${plural(points, 'point')}, ${carried} in ${formatDuration(durationSeconds)}`
  const sections = [
    result.stopped && 'The job ended early. Until then it did:',
    `${outcomeTable(result.kinds)}\n\n${moved}`,
    problemSection(result, 'failed'),
    problemSection(result, 'degraded'),
    problemSection(result, 'skipped'),
    result.notFound.length > 0 ? notFoundLine(result.notFound) : undefined,
    pendingSection(result.pending),
    unsettledSection(result.unsettled),
    alongSection(result.along),
    waitingSection(result.waiting),
    leftOutSection(result.leftOut),
    notCarriedSection(result.notCarried),
    byDesignSection(result.notCarriedByDesign),
    sourceIdsSection(result.sourceIds),
    itselfSection(result),
    notPortableSection(result, verbose),
    whereabouts(result),
    result.dryRun ? 'Dry run: nothing was written. This is what a copy would do.' : advice(result),
  ]
  return sections.filter((section) => section !== undefined).join('\n\n')
}

function estimateOf({ estimate }: CopyResult): string {
  const { requests = 0, seconds } = estimate ?? {}
  // A directory answers nothing.
  if (requests === 0 || seconds === undefined) return ''
  const time = seconds < 1 ? 'under a second' : `some ${formatDuration(seconds)}`
  return `.\nAbout ${plural(requests, 'request')} to the target, ${time} at its present speed`
}

function whereabouts({ dryRun, reportFile, htmlFile, idMapFile }: CopyResult): string {
  const report = `${dryRun ? 'Plan  ' : 'Report'}  ${redact(htmlFile)}\nJSON    ${redact(reportFile)}`
  return idMapFile === undefined ? report : `${report}\nId map  ${redact(idMapFile)}`
}

function outcomeTable(kinds: CopyReport['kinds']): string {
  const all = Object.entries(kinds)
  const held = all.filter(([, counts]) => outcomes.some((outcome) => counts[outcome] > 0))
  const rows = (held.length > 0 ? held : all).map(([kind, counts]) => [
    pluralName(kind),
    ...outcomes.map((outcome) => formatCount(counts[outcome])),
  ])
  return table([['', ...outcomes], ...rows])
}

function problemSection({ objects }: CopyReport, outcome: (typeof outcomes)[number]): string | undefined {
  const affected = objects.filter((object) => object.outcome === outcome)
  if (affected.length === 0) return undefined
  const groups = [...Map.groupBy(affected, problemKey).values()]
  const title = `${outcome[0]?.toUpperCase()}${outcome.slice(1)} (${formatCount(affected.length)})`
  const left = groups.slice(shown).reduce((sum, group) => sum + group.length, 0)
  return [title, ...groups.slice(0, shown).flatMap(groupLines), ...(left > 0 ? [moreLine(left)] : [])].join('\n')
}

/** Objects with the same problems: told once, with some of their names. */
function groupLines(group: CopyReport['objects']): string[] {
  const [first] = group
  if (first === undefined) return []
  const { problems, ref } = first
  const names = group.slice(0, examples).map(objectName).join(', ')
  const others = group.length > examples ? `, and ${formatCount(group.length - examples)} more` : ''
  return [
    group.length === 1 ? `  ${names}` : `  ${formatCount(group.length)} ${pluralName(ref.kind)}: ${names}${others}`,
    ...problems
      .slice(0, 3)
      .flatMap(({ code, message, hint }) => [
        `    ${oneLine(message, 500)} [${code}]`,
        ...(hint ? [`    ${oneLine(hint, 500)}`] : []),
      ]),
    ...(problems.length > 3 ? [`    … and ${problems.length - 3} more`] : []),
  ]
}

function unsettledSection(unsettled: CopyReport['unsettled']): string | undefined {
  if (unsettled.length === 0) return undefined
  const lines = unsettled
    .slice(0, shown)
    .map(({ target, problem }) => `  ${objectName({ ref: target })}: ${oneLine(problem.message, 500)}`)
  return [
    'Arrived, but a last step failed. The same command tries it again.',
    ...lines,
    ...more(unsettled.length),
  ].join('\n')
}

function pendingSection(pending: CopyReport['pending']): string | undefined {
  if (pending.length === 0) return undefined
  const lines = pending
    .slice(0, shown)
    .map(({ target, field, to }) => `  ${objectName({ ref: target })}: ${oneLine(`${field} ${to.id}`, 200)}`)
  const title = `Links to objects that are not at the target yet (${formatCount(pending.length)}). A later job sets them.`
  return [title, ...lines, ...more(pending.length)].join('\n')
}

/** One line for each kind that came along. */
function alongSection(along: CopyReport['along']): string | undefined {
  const lines = [...Map.groupBy(along, ({ kind }) => kind)].map(([kind, group]) => {
    const reasons = group.map(({ because, count }) => `${formatCount(count)} of ${oneLine(pluralName(because), 100)}`)
    return `  ${pluralName(kind)}: ${reasons.join(', ')}`
  })
  return lines.length === 0 ? undefined : ['Copied too, because others need them', ...lines].join('\n')
}

/** One line for each kind that waits, and what for. */
function waitingSection(waiting: CopyReport['waiting']): string | undefined {
  const lines = waiting.map(({ kind, needs, count, windowed }) => {
    const what = kind === needs ? `earlier ${pluralName(needs)}` : pluralName(needs)
    const where = windowed
      ? 'outside this window'
      : 'that are not at the target; a command without --only that copies these copies both'
    return `  ${formatCount(count)} ${oneLine(`${pluralName(kind)} wait for ${what} ${where}`, 300)}`
  })
  return lines.length === 0 ? undefined : ['Not written yet', ...lines].join('\n')
}

/** One line for each kind that stays behind, with what brings it. */
function leftOutSection(leftOut: CopyReport['leftOut']): string | undefined {
  const lines = leftOut.map(({ kind, count, says }) => {
    const cure =
      says === ''
        ? 'they are in the directory too; import all copies them'
        : `${says}; the command without --only copies them`
    return `  ${formatCount(count)} ${oneLine(`${pluralName(kind)}: ${cure}`, 300)}`
  })
  return lines.length === 0 ? undefined : ['Left out', ...lines].join('\n')
}

function notCarriedSection(notCarried: CopyReport['notCarried']): string | undefined {
  const lines = notCarried.map(
    ({ kind, count, reason }) => `  ${formatCount(count)} ${pluralName(kind)}: ${oneLine(reason, 300)}`,
  )
  return lines.length === 0 ? undefined : ['Not carried', ...lines].join('\n')
}

function byDesignSection(byDesign: CopyReport['notCarriedByDesign']): string | undefined {
  const lines = byDesign.map(({ what, count, reason }) => {
    const number = count === undefined ? '' : `${formatCount(count)} `
    return `  ${number}${what}: ${oneLine(reason, 200)}`
  })
  return lines.length === 0 ? undefined : ['Never carried', ...lines].join('\n')
}

/** Names only kinds that the job has anything of. */
function notPortableSection({ notPortable, kinds }: CopyReport, verbose: boolean): string | undefined {
  const affected = Object.entries(notPortable).filter(([kind]) => {
    const counts = kinds[kind]
    return counts && outcomes.some((outcome) => counts[outcome] > 0)
  })
  if (affected.length === 0) return undefined
  const title = 'Not portable to this target'
  if (!verbose) {
    const where = 'see `mlferry info`, --verbose or the report'
    return `${title}: some fields of ${plural(affected.length, 'kind')} of object; ${where}.`
  }
  const lines = affected.map(([kind, fields]) => `  ${pluralName(kind)}: ${oneLine(fieldsByReason(fields), 500)}`)
  return [title, ...lines].join('\n')
}

function itselfSection({ itself }: CopyReport): string | undefined {
  if (itself === undefined) return undefined
  const found = `${plural(itself, 'object')} of it ${itself === 1 ? 'is' : 'are'} there already, and nothing is copied onto itself.`
  const otherwise = 'To copy beside them, use --as-new-copies with other names, such as --experiment-prefix.'
  return `The source is the target itself, or an export of it: ${found} ${otherwise}`
}

function sourceIdsSection({ values, files }: CopyReport['sourceIds']): string | undefined {
  if (values + files === 0) return undefined
  return `${plural(values, 'value')} and ${plural(files, 'file')} of users contain ids of the source. They are copied as they are.`
}

function more(count: number): string[] {
  return count > shown ? [moreLine(count - shown)] : []
}

function moreLine(count: number): string {
  return `  … and ${formatCount(count)} more in the report`
}

function advice({ kinds, stopped }: CopyResult): string | undefined {
  const failed = Object.values(kinds).reduce((sum, counts) => sum + counts.failed, 0)
  if (failed === 0 || stopped) return undefined
  return `${plural(failed, 'object')} failed. Repair the cause, then run the same command again: it copies only what is missing.`
}
