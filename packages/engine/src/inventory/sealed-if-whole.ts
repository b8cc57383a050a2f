import type { Written } from '@mlferry/core'

/** A seal that came with the creation does not count before all else of the object is there. */
export function sealedIfWhole(earlier: Written, setLater: readonly string[] = []): Written {
  const isWhole = setLater.every((each) => earlier.has?.(each) ?? true)
  return isWhole ? earlier : { ...earlier, sealed: undefined }
}
