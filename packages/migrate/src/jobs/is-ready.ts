import type { VerifyResult } from '@mlferry/cli-kit'
import type { Pass } from './catch-up.ts'

export type Proof = Pick<VerifyResult, 'differences' | 'differenceCount'>

/** Whether anything differs at an object that is not one of these. */
export function differsElsewhere({ differences, differenceCount }: Proof, objects: Pass['objects']): boolean {
  const named = new Set(objects.map(({ workspace, ref }) => key(workspace, ref)))
  return (
    differenceCount > differences.length || differences.some(({ workspace, ref }) => !named.has(key(workspace, ref)))
  )
}

/** Whether the target can take the place of the source: nothing differs but what was left out, or lost something, as it was agreed. */
export function isReady(proof: Proof, passes: readonly Pick<Pass, 'objects'>[], acceptsLosses: boolean): boolean {
  const agreed = passes.flatMap(({ objects }) =>
    objects.filter(({ outcome }) => outcome === 'skipped' || (outcome === 'degraded' && acceptsLosses)),
  )
  return !differsElsewhere(proof, agreed)
}

function key(workspace: string | undefined, { kind, id }: { readonly kind: string; readonly id: string }): string {
  return JSON.stringify([workspace, kind, id])
}
