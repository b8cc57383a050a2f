import type { Amend, JobOptions, SelectedObjects } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'

export interface CopyAllOptions extends JobOptions, SelectedObjects {
  /** Just model versions in these stages. */
  readonly stages?: readonly string[]
  /** Just the newest model version of each stage. */
  readonly latestVersions?: boolean
  /** Kinds whose objects replace what has their name at the target: that is deleted first. */
  readonly replace?: readonly string[]
  /** Changes objects on their way: new names, more tags. */
  readonly amend?: Amend | undefined
}

/** Copies everything that the source holds. */
export function copyAll(options: CopyAllOptions): Promise<CopyReport> {
  const { amend, includeDeleted, since, until, filters, stages, latestVersions, ...job } = options
  const selection = {
    ...(includeDeleted === undefined ? {} : { includeDeleted }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(filters ? { filters } : {}),
    ...(stages ? { stages } : {}),
    ...(latestVersions ? { latestVersions } : {}),
  }
  return copy({ ...job, selection, ...(amend ? { amend } : {}) })
}
