import type { Capabilities } from '@mlferry/core'
import { fieldsByReason, type Survival, whatSurvives } from '@mlferry/engine'
import { declaredCapabilities } from '@mlferry/tracking-server'

const targets: readonly (readonly [string, Capabilities])[] = [
  ['MLflow 3.17', declaredCapabilities({ version: '3.17.2' })],
  ['SageMaker App (MLflow 3.10)', declaredCapabilities({ version: '3.10.1', postgres: true })],
  ['MLflow 3.4', declaredCapabilities({ version: '3.4.0' })],
  ['MLflow 2.16', declaredCapabilities({ version: '2.16.2' })],
]

const [begin, end] = ['<!-- what survives: begin -->', '<!-- what survives: end -->']

/** The README with what survives, from the declarations that plan, targets and verify use. */
export function withSurvivalTable(readme: string): string {
  const [before, rest = ''] = readme.split(begin)
  const [, after] = rest.split(end)
  if (after === undefined) throw new Error(`README.md lacks ${begin} or ${end}`)
  return `${before}${begin}\n\n${survivalTable()}\n\n${end}${after}`
}

function survivalTable(): string {
  const columns = targets.map(([name, target]) => [name, whatSurvives({ target })] as const)
  const [newest] = columns[0]?.[1] ? [columns[0][1]] : [[]]
  const rows = newest.map(({ plural }, row) => [plural, ...columns.map(([, kinds]) => cell(kinds[row]))])
  const lost = newest
    .filter((kind) => Object.keys(kind.lost).length > 0)
    .map(({ plural, lost: fields }) => `- **${plural}**: ${fieldsByReason(fields)}`)
  return [
    markdownTable([['', ...columns.map(([name]) => name)], ...rows]),
    'What no call of MLflow can set at a new server, whatever copies it; the old values stand in provenance tags or in the report:',
    lost.join('\n'),
  ].join('\n\n')
}

function cell(kind: Survival | undefined): string {
  if (kind?.arrives === 'whole') return 'whole'
  return kind?.arrives === 'kept' ? 'kept as files' : 'not held'
}

/** Columns of equal width, as the formatter leaves them. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}
