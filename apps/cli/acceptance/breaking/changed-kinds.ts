import type { CopyResult } from '@mlferry/cli-kit'
import { expect } from 'vitest'

export function expectUnchanged(result: CopyResult): void {
  expect(changedKinds(result)).toEqual([])
  expect(result).toMatchObject({ exitCode: 0, objects: [], unsettled: [] })
}

/** Kinds of which anything is not as it was. */
export function changedKinds({ kinds }: CopyResult): string[] {
  return Object.entries(kinds).flatMap(([kind, { unchanged: _, ...others }]) =>
    Object.values(others).some((count) => count > 0) ? [kind] : [],
  )
}
