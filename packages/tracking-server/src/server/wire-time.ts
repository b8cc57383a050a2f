import type { WireInteger } from '@mlferry/client'

/** Milliseconds since 1970, null where the answer has none. */
export function wireTime(time: WireInteger | undefined): number | null {
  return time === undefined ? null : Number(time)
}
