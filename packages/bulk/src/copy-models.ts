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
  /** All other runs of the experiments too, within the following. */
  readonly allRuns?: boolean
  readonly includeDeleted?: boolean
  /** Milliseconds since 1970. */
  readonly since?: number
  readonly until?: number
  readonly amend?: Amend | undefined
  /** `['registeredModel']`: what has the same name at the target is deleted first, with all its versions. */
  readonly replace?: readonly string[]
}

/** Copies registered models with the runs and logged models that their versions come from. Throws ERR_NOT_FOUND. */
export function copyModels(options: CopyModelsOptions): Promise<CopyReport> {
  const { models = ['*'], versions, stages, latestVersions = false, amend, ...rest } = options
  const { allRuns = false, includeDeleted, since, until, ...job } = rest
  const selection = {
    models,
    latestVersions,
    allRuns,
    ...(versions ? { versions } : {}),
    ...(stages ? { stages } : {}),
    ...(includeDeleted === undefined ? {} : { includeDeleted }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  }
  return copy({ ...job, selection, ...(amend ? { amend } : {}) })
}
