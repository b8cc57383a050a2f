import { redact } from '@mlferry/core'
import type { Difference, KindCounts } from '@mlferry/engine'
import type { VerifyResult } from '../verify/run-verify-job.ts'
import { notFoundLine } from './not-found-line.ts'
import { formatBytes, formatCount, formatDuration, plural } from './numbers.ts'
import { objectName, oneLine } from './object-line.ts'
import { pluralName } from './progress-lines.ts'
import { table } from './table.ts'

const shown = 20

const columns = [
  'source',
  'target',
  'equal',
  'differing',
  'missing',
  'doubled',
  'extra',
  'unreadable',
] as const satisfies readonly (keyof KindCounts)[]

/** The end of a verify for a reader: counts by kind, what was read, what differs as it has to, and every difference. */
export function renderVerifySummary(result: VerifyResult): string {
  const { kinds, level } = result
  // At `counts` nothing was compared.
  const told = columns.filter((column) => level !== 'counts' || (column !== 'equal' && column !== 'differing'))
  const held = Object.entries(kinds).filter(([, { source, target }]) => source > 0 || target > 0)
  const rows = held.map(([kind, counts]) => [pluralName(kind), ...told.map((column) => formatCount(counts[column]))])
  const sections = [
    table([['', ...told], ...rows]),
    readLine(result),
    listed(
      'Not compared, because the target does not hold them',
      result.notCarried.map(
        ({ kind, count, reason }) => `${formatCount(count)} ${pluralName(kind)}: ${oneLine(reason, 300)}`,
      ),
    ),
    listed(
      'Expected differences',
      result.expected.map(
        ({ kind, field, why, count }) => `${kind} ${field}: ${oneLine(why, 300)} (${formatCount(count)})`,
      ),
    ),
    differenceSection(result),
    result.notFound.length > 0 ? notFoundLine(result.notFound) : undefined,
    `Report       ${redact(result.reportFile)}\nDifferences  ${redact(result.differencesFile)}`,
    verdict(result),
  ]
  return sections.filter((section) => section !== undefined).join('\n\n')
}

function readLine({ level, points, rows, files, bytes, durationSeconds, sample, resumed }: VerifyResult): string {
  const took = `in ${formatDuration(durationSeconds)}`
  if (level === 'counts') return `Listed ${took}`
  const content = [plural(points, 'point'), ...(rows > 0 ? [plural(rows, 'row')] : []), plural(files, 'file')].join(
    ', ',
  )
  const depth = level === 'bytes' ? ` (${formatBytes(bytes)})` : ' by size'
  const by = `By another route: ${plural(sample.read, 'object')}, ${formatCount(sample.atLimit)} of them at a limit, up to ${formatCount(sample.size)} of each kind chosen by --seed ${sample.seed}`
  const earlier =
    resumed > 0
      ? `\nNot read again: ${plural(resumed, 'object')} that an interrupted verify found equal less than a day ago and that are listed as they were; --restart reads them`
      : ''
  return `${content}${depth} ${took}\n${by}${earlier}`
}

function differenceSection({ differences, differenceCount }: VerifyResult): string | undefined {
  if (differenceCount === 0) return undefined
  const lines = differences.slice(0, shown).flatMap(differenceLines)
  const more =
    differenceCount > shown ? [`  … and ${formatCount(differenceCount - shown)} more in the list of differences`] : []
  return [`Differences (${formatCount(differenceCount)})`, ...lines, ...more].join('\n')
}

function differenceLines(difference: Difference): string[] {
  const { problem, ref, target, field, values } = difference
  const name = objectName(difference)
  const copy = target && target.id !== ref.id ? ` (there ${oneLine(target.id, 100)})` : ''
  const what = oneLine(problem === 'differs' ? (field ?? '') : [problem, field].filter(Boolean).join(' '), 300)
  const head = `  ${name}${copy}: ${what}`
  if (!values) return [head]
  if (problem === 'unreadable') return [head, `    ${oneLine(values.source || values.target, 300)}`]
  return [head, `    source  ${oneLine(values.source, 300)}`, `    target  ${oneLine(values.target, 300)}`]
}

function listed(title: string, lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : [title, ...lines.map((line) => `  ${line}`)].join('\n')
}

function verdict({ level, differenceCount, notFound }: VerifyResult): string {
  if (differenceCount > 0) return `${plural(differenceCount, 'difference')}.`
  const what = notFound.length > 0 ? 'Everything else' : 'Everything'
  if (level === 'counts') return `${what} is there.`
  return notFound.length > 0 ? `${what} is equal, at level ${level}.` : `Equal, at level ${level}.`
}
