import { type Amend, composeAmend, intoExperiment, type JobOptions } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'

export interface CopyRunOptions extends JobOptions {
  /** Default: the only one that the source holds. */
  readonly runId?: string
  /** The experiment at the target that takes the run. Default: one of the same name. */
  readonly experimentName?: string | undefined
  readonly amend?: Amend | undefined
}

/** Copies one run, with the experiment that holds it. Throws ERR_NOT_FOUND when there is no such run. */
export function copyRun({ runId, experimentName, amend: more, ...job }: CopyRunOptions): Promise<CopyReport> {
  const amend = composeAmend(more, experimentName !== undefined && intoExperiment(experimentName))
  return copy({
    ...job,
    selection: runId === undefined ? { includeDeleted: true } : { runIds: [runId] },
    ...(amend ? { amend } : {}),
  })
}
