import type { CopyResult, VerifyResult } from '@mlferry/cli-kit'

/** Whether anything differs that the copy does not name as degraded, skipped or failed. */
export function hasUnexplained(
  { differences, differenceCount }: Pick<VerifyResult, 'differences' | 'differenceCount'>,
  { objects }: Pick<CopyResult, 'objects'>,
): boolean {
  const named = new Set(objects.map(({ workspace, ref }) => key(workspace, ref)))
  return (
    differenceCount > differences.length || differences.some(({ workspace, ref }) => !named.has(key(workspace, ref)))
  )
}

function key(workspace: string | undefined, { kind, id }: { readonly kind: string; readonly id: string }): string {
  return JSON.stringify([workspace, kind, id])
}
