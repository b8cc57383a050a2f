import { type Amend, composeAmend, type JobOptions, nameExperiment, type SelectedObjects } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'
import { findExperiment } from './find-experiment.ts'

export interface CopyExperimentOptions extends JobOptions, SelectedObjects {
  /** Its name or id. Default: the only one that the source holds. */
  readonly experiment?: string | undefined
  /** Its name at the target. Default: the same. */
  readonly experimentName?: string | undefined
  /** Just these runs of it. */
  readonly runIds?: readonly string[] | undefined
  /** Those nested below `runIds` too. */
  readonly descendants?: boolean
  readonly amend?: Amend | undefined
}

/** Copies one experiment with all that it holds. Throws ERR_NOT_FOUND when it, or one of the named runs, is not there. */
export async function copyExperiment(options: CopyExperimentOptions): Promise<CopyReport> {
  const {
    experiment: nameOrId,
    experimentName,
    runIds,
    descendants,
    includeDeleted,
    since,
    until,
    filters,
    amend: more,
    ...job
  } = options
  const signal = job.signal ?? new AbortController().signal
  const experiment = await findExperiment(job.source, { nameOrId, signal })
  const amend = composeAmend(more, experimentName !== undefined && nameExperiment(experimentName, experiment.id))
  const selected = { includeDeleted, since, until, filters }
  return copy({
    ...job,
    selection: { ...selected, experimentId: experiment.id, runIds, nestedRuns: descendants },
    amend,
  })
}
