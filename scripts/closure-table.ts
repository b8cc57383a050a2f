import { whatComesAlong } from '@mlferry/engine'
import { betweenMarks, markdownTable } from './readme-table.ts'

/** The README with what comes along with a selection, from the declarations that every command uses. */
export function withClosureTable(readme: string): string {
  const rows = whatComesAlong().map(({ plural, brings, nested }) => {
    return [plural, [...brings, ...nested.map((says) => `with \`--check-nested-runs\` ${says}`)].join('; ')]
  })
  return betweenMarks(readme, 'what comes along', markdownTable([['selected', 'comes along'], ...rows]))
}
