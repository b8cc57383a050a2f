import type { Amend, JobOptions } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'

export interface CopyModelsOptions extends JobOptions {
  /** Names, or names with `*`. undefined: all. */
  readonly models: readonly string[] | undefined
  /** Just these numbers. */
  readonly versions?: readonly number[] | undefined
  /** Just versions in these stages. */
  readonly stages?: readonly string[] | undefined
  /** Just the newest version of each stage. */
  readonly latestVersions?: boolean
  readonly amend?: Amend | undefined
}

/** Copies registered models with the runs and logged models that their versions come from. Throws ERR_NOT_FOUND. */
export function copyModels(options: CopyModelsOptions): Promise<CopyReport> {
  const { models = ['*'], versions, stages, latestVersions = false, amend, ...job } = options
  const selection = {
    models,
    latestVersions,
    ...(versions ? { versions } : {}),
    ...(stages ? { stages } : {}),
  }
  return copy({ ...job, selection, ...(amend ? { amend } : {}) })
}
