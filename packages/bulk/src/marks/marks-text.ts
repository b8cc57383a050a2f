import type { MarkCounts } from '@mlferry/engine'

/** Counts of marks for a reader, and what is lost with them. */
export function marksText({ kinds, pending, keeping }: MarkCounts): string {
  const held = Object.entries(kinds)
  if (held.length === 0) return 'Nothing here has a mark of mlferry.'
  const width = Math.max(...held.map(([kind]) => kind.length))
  const lines = held.map(([kind, count]) => `${kind.padEnd(width)}  ${count.toLocaleString('en-US').padStart(9)}`)
  const losses = [
    ...(pending > 0
      ? [`${pending} links wait for objects that are not here yet. Without marks, no job sets them.`]
      : []),
    ...(keeping > 0
      ? [`${keeping} objects keep values that this server cannot hold. Removing the marks deletes these values.`]
      : []),
  ]
  return [...lines, ...(losses.length > 0 ? ['', ...losses] : [])].join('\n')
}
