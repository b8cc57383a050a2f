import type { ObjectKind, Source, Target } from '@mlferry/core'
import { objectKinds } from '../kinds/object-kinds.ts'
import { dryRunTarget } from './dry-run-target.ts'
import { sourceWithoutContent } from './source-without-content.ts'

/**
 * The same two stores for a job that reads no content and writes nothing: its report tells beforehand what becomes of every object.
 * What only the content or a write would show (a damaged file, a full disk) is not in it.
 */
export function dryRun({ source, target, kinds = objectKinds }: DryRunOptions): { source: Source; target: Target } {
  return { source: sourceWithoutContent(source), target: dryRunTarget(target, kinds) }
}

export interface DryRunOptions {
  readonly source: Source
  readonly target: Target
  /** Default: every kind that mlferry carries. */
  readonly kinds?: readonly ObjectKind[]
}
