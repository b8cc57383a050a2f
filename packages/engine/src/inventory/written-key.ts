import type { ObjectKind, Ref } from '@mlferry/core'

/** An earlier copy among all of its kind: names repeat from one scope to the next, so the scope at the source stands before them. */
export function writtenKey({ identity, scope: held }: ObjectKind, key: string, scope: Ref | undefined): string {
  return held && typeof identity === 'function' ? `${scope?.id}\n${key}` : key
}
