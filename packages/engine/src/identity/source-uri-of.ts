import type { Source } from '@mlferry/core'

/** Where the data of a source come from: a directory names the server. */
export function sourceUriOf({ origin, label }: Pick<Source, 'origin' | 'label'>): string {
  return origin ?? label
}
