import { type Header, isOfKind, type KindCapabilities } from '@mlferry/core'

/** True: so large that some call of either end may have cut it. */
export function isAtLimit(header: Header, ends: readonly (KindCapabilities | undefined)[]): boolean {
  return ends.some((end) => end?.perCall && reaches(header, end.perCall))
}

function reaches(header: Header, perCall: NonNullable<KindCapabilities['perCall']>): boolean {
  const most = (field: string) => perCall[field] ?? Number.POSITIVE_INFINITY
  const isFull = Object.entries(header.fields).some(
    ([field, value]) => value instanceof Map && value.size >= most(field),
  )
  if (isFull || !isOfKind(header, 'run')) return isFull
  // A listing tells no more of a history than how far it got.
  return [...header.fields.latestMetrics.values()].some(({ step }) => step >= most('points') - 1)
}
