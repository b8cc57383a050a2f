import type { JobOptions } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'

export interface CopyLoggedModelsOptions extends JobOptions {
  /** Names, ids, or names with `*`. undefined: all. */
  readonly experiments: readonly string[] | undefined
}

/** Copies the logged models of experiments, with the runs that made them or logged their points. Throws ERR_NOT_FOUND. */
export function copyLoggedModels({ experiments = ['*'], ...job }: CopyLoggedModelsOptions): Promise<CopyReport> {
  return copy({ ...job, selection: { experiments, loggedModels: 'all' } })
}
