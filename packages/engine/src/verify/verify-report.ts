import type { Ref } from '@mlferry/core'
import type { NotCarried } from '../report/copy-report.ts'

/** How closely to look: `counts` pairs objects, `fields` compares them with files by path and size, `bytes` reads everything. */
export const verifyLevels = ['counts', 'fields', 'bytes'] as const
export type VerifyLevel = (typeof verifyLevels)[number]

/** One thing that is not as the source has it. */
export interface Difference {
  /** `differs`: a field; `unreadable`: an end could not be read, so nothing is known. */
  readonly problem: 'missing' | 'doubled' | 'extra' | 'differs' | 'unreadable'
  /** The object at the source; at the target for what only the target has. */
  readonly ref: Ref
  readonly title?: string
  /** Its copy. */
  readonly target?: Ref
  /** Such as `params.lr`, `metrics.loss`, `artifacts.model/MLmodel`. */
  readonly field?: string
  /** Both values, shortened and without secrets. */
  readonly values?: { readonly source: string; readonly target: string }
  /** Of the source, where several were compared. */
  readonly workspace?: string
}

/** Differences that are as they should be, counted by reason. */
export interface Expected {
  readonly kind: string
  readonly field: string
  readonly why: string
  readonly count: number
  /** The first object that it is true of. */
  readonly example: Ref
}

export interface KindCounts {
  readonly source: number
  readonly target: number
  readonly equal: number
  readonly differing: number
  readonly missing: number
  readonly doubled: number
  /** Only at the target: information, unless `expectNoExtra` was given. */
  readonly extra: number
  readonly unreadable: number
}

export const noCounts: KindCounts = {
  source: 0,
  target: 0,
  equal: 0,
  differing: 0,
  missing: 0,
  doubled: 0,
  extra: 0,
  unreadable: 0,
}

export interface VerifyReport {
  readonly source: string
  readonly target: string
  readonly level: VerifyLevel
  /** True: nothing differs, and every name of the selection was found. */
  readonly equal: boolean
  /** Names and ids of the selection that nothing at the source has. */
  readonly notFound: readonly string[]
  readonly kinds: Readonly<Record<string, KindCounts>>
  /** The first 1000; `onDifference` gets them all. */
  readonly differences: readonly Difference[]
  readonly differenceCount: number
  readonly expected: readonly Expected[]
  /** Kinds that the source holds and the target does not, with the reason. */
  readonly notCarried: readonly NotCarried[]
  /** Objects whose content was read by another route than a copy takes: those at a limit, and a sample that `seed` chose. */
  readonly sample: { readonly size: number; readonly seed: string; readonly read: number; readonly atLimit: number }
  /** Objects whose content an interrupted verify had found equal. */
  readonly resumed: number
  readonly points: number
  readonly rows: number
  readonly files: number
  readonly bytes: number
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly durationSeconds: number
}

export type VerifyEvent =
  | { readonly type: 'listing'; readonly kind: string; readonly listed: number }
  | { readonly type: 'planned'; readonly kind: string; readonly total: number; readonly todo: number }
  | { readonly type: 'compared'; readonly kind: string; readonly differs: boolean }
  | { readonly type: 'moved'; readonly points: number; readonly files: number; readonly bytes: number }
