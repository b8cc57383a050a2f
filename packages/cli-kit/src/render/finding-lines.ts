import { styleText } from 'node:util'
import { type Finding, redact } from '@mlferry/core'
import { plural } from './numbers.ts'
import { oneLine } from './object-line.ts'

const checkWidth = 18
const styles = { ok: 'green', warning: 'yellow', failed: 'red', skipped: 'dim' } as const

/** What was looked at and what came of it, with the cure below it. */
export function findingLines({ check, status, found, cure }: Finding, stream: NodeJS.WritableStream): string {
  const label = styleText(styles[status], status.padEnd(7), { stream, validateStream: true })
  const lines = [`  ${label}  ${oneLine(check, 40).padEnd(checkWidth)} ${oneLine(found, 800)}`]
  // A cure may hold a file's text, line by line.
  const indent = ' '.repeat(checkWidth + 12)
  if (cure !== undefined && status !== 'ok')
    lines.push(
      ...redact(cure)
        .trimEnd()
        .split('\n')
        .map((line) => indent + line),
    )
  return lines.map((line) => line.trimEnd()).join('\n')
}

/** The end of a diagnosis in a line. */
export function findingSummary(findings: readonly Finding[]): string {
  const count = (status: Finding['status']) => findings.filter((finding) => finding.status === status).length
  const [failed, warnings] = [count('failed'), count('warning')]
  if (failed > 0) return `${plural(failed, 'check')} failed. Nothing was changed.`
  return warnings > 0
    ? `It works, with ${plural(warnings, 'warning')}. Nothing was changed.`
    : 'Everything is fine. Nothing was changed.'
}
