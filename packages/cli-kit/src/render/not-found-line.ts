import { plural } from './numbers.ts'
import { oneLine } from './object-line.ts'

const shown = 20

/** Names that were asked for and that nothing has: `Not found at the source: 'churn', 'm-1'.` */
export function notFoundLine(names: readonly string[]): string {
  const listed = names.slice(0, shown).map((name) => `'${oneLine(name, 200)}'`)
  const more = names.length > shown ? ` and ${plural(names.length - shown, 'more name')}` : ''
  return `Not found at the source: ${listed.join(', ')}${more}.`
}
