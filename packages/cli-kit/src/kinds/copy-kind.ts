import type { ObjectKind } from '@mlferry/core'
import { type CopyOptions, type CopyReport, copy } from '@mlferry/engine'
import type { JobOptions } from '../job/run-copy-job.ts'

export interface CopyKindOptions extends JobOptions, Pick<CopyOptions, 'amend'> {
  /** Such as `scorer`. */
  readonly kind: ObjectKind['name']
  /** Of kinds that experiments hold: names, ids, or names with `*`. undefined: all. */
  readonly experiments?: readonly string[] | undefined
  /** Just those of this name or id. */
  readonly name?: string | undefined
}

/** Copies objects of one kind with what they need to be whole. Throws ERR_NOT_FOUND when nothing has the name. */
export function copyKind({ kind, experiments, name, ...job }: CopyKindOptions): Promise<CopyReport> {
  const objects = { kind, names: name === undefined ? undefined : [name], experiments }
  return copy({ ...job, selection: { objects } })
}
