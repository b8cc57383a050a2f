import type { CopyResult } from '@mlferry/cli-kit'

/** What is looked at of the result of a pass. */
export type Pass = Pick<CopyResult, 'kinds' | 'objects' | 'unsettled'>

export interface CaughtUp<Result> {
  /** The copy and those that caught up with it, in their order. */
  readonly passes: readonly [Result, ...Result[]]
  /** The last one found nothing. */
  readonly settled: boolean
}

/** Copies, and then again what changed meanwhile until a pass finds nothing, at most `most` times. `pass` is told how many went before. */
export async function catchUp<Result extends Pass>(
  pass: (before: number) => Promise<Result>,
  most: number,
): Promise<CaughtUp<Result>> {
  let last = await pass(0)
  const passes: [Result, ...Result[]] = [last]
  for (let before = 1; before <= most; before++) {
    const next = await pass(before)
    passes.push(next)
    if (foundBy(next, last) === 0) return { passes, settled: true }
    last = next
  }
  return { passes, settled: false }
}

/** How many objects a pass had something to do for. What an earlier one could not copy whole is tried again, and does not count. */
export function foundBy(pass: Pass, before: Pass): number {
  const known = new Set(problemsOf(before))
  const written = Object.values(pass.kinds).reduce((sum, { created, updated }) => sum + created + updated, 0)
  return written + problemsOf(pass).filter((problem) => !known.has(problem)).length
}

function problemsOf({ objects, unsettled }: Pass): readonly string[] {
  return [
    ...objects.map(({ workspace, ref, outcome }) => JSON.stringify([workspace, ref, outcome])),
    ...unsettled.map(({ workspace, target }) => JSON.stringify([workspace, target])),
  ]
}
