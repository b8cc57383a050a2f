import type { FinishedEvent } from '@mlferry/engine'
import { objectLine } from './object-line.ts'

type Ended = Pick<FinishedEvent, 'ref' | 'title' | 'outcome' | 'problems'>

/** How many of equal ones are named. */
export const examples = 3

/** What is remembered of a job in which every object fails in its own way. */
const mostKeys = 1000

/** Equal for objects of one kind that ended alike for the same reasons, whatever their ids and names. */
export function problemKey({ ref, title, outcome, problems }: Ended): string {
  // A name of one letter stands in every text.
  const own = [ref.id, title ?? ''].filter((text) => text.length > 1)
  const reasons = problems.map(({ code, message }) => {
    const without = own.reduce((text, each) => text.replaceAll(each, '…'), message)
    // Ids of other objects, in addresses of files for example.
    return `${code} ${without.replaceAll(/[0-9a-f]{32}/g, '…')}`
  })
  return [ref.kind, outcome, ...reasons].join('\n')
}

/** The line of an object that failed, for the first few of equal ones; then one that says so; then none. */
export function failureLines(): (event: Ended) => string | undefined {
  const seen = new Map<string, number>()
  return (event) => {
    const key = problemKey(event)
    const count = (seen.get(key) ?? 0) + 1
    if (count > 1 || seen.size < mostKeys) seen.set(key, count)
    if (count > examples + 1) return undefined
    const line = objectLine(event)
    return count <= examples ? line : `${line} (further failures like this are only counted)`
  }
}
