import type { Capabilities } from '@mlferry/core'
import { fieldsByReason, type Survival, whatSurvives } from '@mlferry/engine'
import { declaredCapabilities } from '@mlferry/tracking-server'
import { betweenMarks, markdownTable } from './readme-table.ts'

const targets: readonly (readonly [string, Capabilities])[] = [
  ['MLflow 3.17', declaredCapabilities({ version: '3.17.2' })],
  ['SageMaker App (MLflow 3.10)', declaredCapabilities({ version: '3.10.1', postgres: true })],
  ['MLflow 3.4', declaredCapabilities({ version: '3.4.0' })],
  ['MLflow 2.16', declaredCapabilities({ version: '2.16.2' })],
]

/** The README with what survives, from the declarations that plan, targets and verify use. */
export function withSurvivalTable(readme: string): string {
  return betweenMarks(readme, 'what survives', survivalTable())
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
