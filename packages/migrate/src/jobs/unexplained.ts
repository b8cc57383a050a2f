import type { VerifyResult } from '@mlferry/cli-kit'
import type { Pass } from './catch-up.ts'

export type Proof = Pick<VerifyResult, 'differences' | 'differenceCount'>

/** Whether anything differs that no pass names as degraded, skipped or failed. */
export function hasUnexplained(
  { differences, differenceCount }: Proof,
  passes: readonly Pick<Pass, 'objects'>[],
): boolean {
  const named = new Set(passes.flatMap(({ objects }) => objects.map(({ workspace, ref }) => key(workspace, ref))))
  return (
    differenceCount > differences.length || differences.some(({ workspace, ref }) => !named.has(key(workspace, ref)))
  )
}

function key(workspace: string | undefined, { kind, id }: { readonly kind: string; readonly id: string }): string {
  return JSON.stringify([workspace, kind, id])
}
