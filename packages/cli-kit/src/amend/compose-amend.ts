import type { Header } from '@mlferry/core'

/** Changes a header between source and target; what it is recognised by at the source stays. */
export type Amend = (header: Header) => Header

/** One after the other. undefined: nothing to change. */
export function composeAmend(...amends: readonly (Amend | undefined | false)[]): Amend | undefined {
  const given = amends.filter((amend) => typeof amend === 'function')
  if (given.length === 0) return undefined
  return (header) => given.reduce((amended, amend) => amend(amended), header)
}
