import type { CheckResult } from '../verify/run-check-job.ts'
import { formatBytes, formatCount, plural } from './numbers.ts'
import { objectName, oneLine } from './object-line.ts'

/** What a directory holds, and every file of it that is not as it was written. */
export function renderCheckSummary({ problems, bytes, ...result }: CheckResult): string {
  const counts = Object.entries(result).filter(([name, value]) => typeof value === 'number' && name !== 'exitCode')
  const held = counts.map(([name, value]) => `${formatCount(Number(value))} ${spaced(name)}`).join(', ')
  const lines = problems.flatMap(({ ref, code, message, hint }) => [
    `  ${objectName({ ref })}: ${oneLine(message, 500)} [${code}]`,
    ...(hint ? [`    ${oneLine(hint, 500)}`] : []),
  ])
  const verdict =
    problems.length === 0 ? 'Complete: every file is as it was written.' : `${plural(problems.length, 'problem')}.`
  return [`${held} (${formatBytes(bytes)})`, ...(lines.length > 0 ? [lines.join('\n')] : []), verdict].join('\n\n')
}

/** `loggedModels` -> `logged models` */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
