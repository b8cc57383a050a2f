import { composeAmend, intoExperiment, type JobOptions, namedExperiments } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'

export interface CopyLoggedModelOptions extends JobOptions {
  /** Default: the only one that the source holds. */
  readonly modelId?: string | undefined
  /** The experiment at the target that takes it. Default: one of the same name. */
  readonly experimentName?: string | undefined
}

/** Copies one logged model with the runs that made it or logged its points. Throws ERR_NOT_FOUND when there is none. */
export function copyLoggedModel({ modelId, experimentName, ...job }: CopyLoggedModelOptions): Promise<CopyReport> {
  const amend = composeAmend(experimentName === undefined ? namedExperiments() : intoExperiment(experimentName))
  const selection = { loggedModels: modelId === undefined ? ('all' as const) : [modelId] }
  return copy({ ...job, selection, amend })
}
