import { type CopyReport, copy } from '@mlferry/engine'
import type { CopyAllOptions } from './copy-all.ts'

export interface CopyExperimentsOptions extends Omit<CopyAllOptions, 'stages' | 'latestVersions' | 'deleteModels'> {
  /** Names, ids, or names with `*`. undefined: all. */
  readonly experiments: readonly string[] | undefined
}

/** Copies experiments with their runs. Throws ERR_NOT_FOUND when one of them is not there. */
export function copyExperiments({ experiments = ['*'], ...options }: CopyExperimentsOptions): Promise<CopyReport> {
  const { amend, includeDeleted, since, until, filters, ...job } = options
  const selection = {
    experiments,
    ...(includeDeleted === undefined ? {} : { includeDeleted }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(filters ? { filters } : {}),
  }
  return copy({ ...job, selection, ...(amend ? { amend } : {}) })
}
