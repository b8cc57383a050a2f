import type { Survival } from '@mlferry/engine'
import { formatCount } from './numbers.ts'
import { oneLine } from './object-line.ts'

/** A block for each kind: whether it arrives, what it loses, what would be too long. */
export function renderSurvival(kinds: readonly Survival[]): string {
  return kinds.map(renderKind).join('\n')
}

function renderKind({ plural, arrives, why, lost, limits }: Survival): string {
  const head = why === undefined ? `${plural}: arrive whole` : `${plural}: ${arrives}, ${oneLine(why, 300)}`
  const but = Object.entries(lost).map(([field, reason]) => `  not portable  ${field}: ${oneLine(reason, 200)}`)
  const long = Object.entries(limits).map(
    ([field, max]) => `  at most       ${formatCount(max)} characters of ${field}; longer ones are kept as an artifact`,
  )
  return [head, ...but, ...long].join('\n')
}
