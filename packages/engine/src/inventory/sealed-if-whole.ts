import type { KindCapabilities, Written } from '@mlferry/core'

/** A seal that came with the creation does not count before all else of the object is there. */
export function sealedIfWhole(
  earlier: Written,
  setLater: readonly string[] = [],
  { beforeSeal }: Pick<KindCapabilities, 'beforeSeal'> = {},
): Written {
  const { setLater: there } = earlier
  const isWhole = !there || setLater.every((each) => there.includes(each) || beforeSeal?.test(each))
  return isWhole ? earlier : { ...earlier, sealed: undefined }
}
