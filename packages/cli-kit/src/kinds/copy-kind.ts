import { InternalError } from '@mlferry/core'
import { type CopyOptions, type CopyReport, copy, objectKinds } from '@mlferry/engine'
import type { JobOptions } from '../job/run-copy-job.ts'
import { type CommandKindName, commandKind } from './command-kinds.ts'
import { onlyHolders } from './only-holders.ts'

export interface CopyKindOptions extends JobOptions, Pick<CopyOptions, 'amend'> {
  readonly kind: CommandKindName
  /** Of kinds that experiments hold: names, ids, or names with `*`. undefined: all. */
  readonly experiments?: readonly string[] | undefined
  /** Just those of this name or id. */
  readonly name?: string | undefined
}

/** Copies objects of one kind, with the experiments that hold them, without runs. Throws ERR_NOT_FOUND when nothing has the name. */
export async function copyKind({ kind: asked, experiments, name, ...job }: CopyKindOptions): Promise<CopyReport> {
  const { kind, ofExperiment, brings = [] } = commandKind(asked)
  const wanted = new Set([kind, ...brings, ...(ofExperiment ? ['experiment'] : [])])
  const kinds = objectKinds.filter((each) => wanted.has(each.name))
  const main = kinds.find((each) => each.name === kind)
  if (!main) throw new InternalError(`No kind ${kind}.`)
  const signal = job.signal ?? new AbortController().signal
  // Experiments that are named come in any case, others for what they hold.
  const narrow = name !== undefined || (ofExperiment && experiments === undefined)
  const source = narrow ? await onlyHolders(job.source, { kind: main, name, signal }) : job.source
  const selection = ofExperiment && experiments ? { experiments } : {}
  return copy({ ...job, source, kinds, selection })
}
