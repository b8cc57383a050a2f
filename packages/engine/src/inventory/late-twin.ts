import type { Ref, Written } from '@mlferry/core'

/**
 * Of two copies of one object in one place, the unfinished one beside the finished one: a job that was stopped made it late, and was killed
 * before it could take it away. undefined: there is none.
 */
export function lateTwin(one: Written, other: Written): Ref | undefined {
  const both = [one, other]
  if (one.scope?.id !== other.scope?.id || one.target.id === other.target.id) return undefined
  if (!both.every(({ ours, deleted }) => ours && !deleted)) return undefined
  const unfinished = both.filter(({ sealed }) => sealed === undefined)
  return unfinished.length === 1 ? unfinished[0]?.target : undefined
}
