import { type Amend, composeAmend, intoExperiment, type JobOptions } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'
import { onlyNamed } from './only-named.ts'

export interface CopyRunOptions extends JobOptions {
  /** Default: the only one that the source, a directory, holds. */
  readonly runId?: string | undefined
  /** The runs that are nested below it too. */
  readonly nestedRuns?: boolean
  /** The experiment at the target that takes the run. Default: one of the same name. */
  readonly experimentName?: string | undefined
  readonly amend?: Amend | undefined
}

/** Copies one run with what it needs to be whole. Throws ERR_NOT_FOUND when there is no such run. */
export async function copyRun({
  runId,
  nestedRuns,
  experimentName,
  amend: more,
  ...job
}: CopyRunOptions): Promise<CopyReport> {
  const amend = composeAmend(more, experimentName !== undefined && intoExperiment(experimentName))
  const runIds = [runId ?? (await onlyNamed('run', undefined, job))]
  return copy({ ...job, selection: { runIds, nestedRuns }, amend })
}
