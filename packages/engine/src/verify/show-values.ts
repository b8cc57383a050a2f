import { redact } from '@mlferry/core'

const shown = 160
/** How much of what both have in common stands before the first difference. */
const before = 40

/** Two values that differ, as short lines of a report: from shortly before where they part, no secrets, no control characters. */
export function showValues(source: unknown, target: unknown): { readonly source: string; readonly target: string } {
  const [ours, theirs] = [textOf(source), textOf(target)]
  const longest = Math.max(ours.length, theirs.length)
  const from = longest <= shown ? 0 : Math.max(0, firstDifference(ours, theirs) - before)
  return { source: cut(ours, from), target: cut(theirs, from) }
}

function cut(text: string, from: number): string {
  return redact(`${from > 0 ? '…' : ''}${text.slice(from)}`, shown)
}

function firstDifference(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}

/** Text as it is; `nothing` for what is not there. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  return typeof value === 'string' ? (value === '' ? 'empty text' : value) : plainText(value)
}

function plainText(value: unknown): string {
  if (value instanceof Map) return plainText(Object.fromEntries(value))
  if (Array.isArray(value)) return `[${value.map(plainText).join(', ')}]`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : String(value)
  const members = Object.entries(value).filter(([, each]) => each !== undefined && each !== null)
  return `{${members.map(([key, each]) => `${key}: ${plainText(each)}`).join(', ')}}`
}
