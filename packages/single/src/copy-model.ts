import {
  type Amend,
  composeAmend,
  intoExperiment,
  type JobOptions,
  namedExperiments,
  renameKind,
} from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'

export interface CopyModelOptions extends JobOptions {
  /** Default: the only one that the source holds. */
  readonly model?: string | undefined
  /** Its name at the target. Default: the same. */
  readonly newName?: string | undefined
  /** The experiment at the target that takes all runs. Default: those of the same names. */
  readonly experimentName?: string | undefined
  /** Just these numbers. */
  readonly versions?: readonly number[]
  /** Just versions in these stages. */
  readonly stages?: readonly string[]
  /** Just the newest version of each stage. */
  readonly latestVersions?: boolean
  readonly amend?: Amend | undefined
  /** `['registeredModel']`: what has the same name at the target is deleted first, with all its versions. */
  readonly replace?: readonly string[]
}

/** Copies one registered model with the runs and logged models that its versions come from. Throws ERR_NOT_FOUND. */
export function copyModel(options: CopyModelOptions): Promise<CopyReport> {
  const { model = '*', newName, experimentName, versions, stages, latestVersions, amend: more, ...job } = options
  const amend = composeAmend(
    more,
    newName !== undefined && renameKind(['registeredModel', 'modelVersion'], newName),
    experimentName === undefined ? namedExperiments() : intoExperiment(experimentName),
  )
  return copy({ ...job, selection: { models: [model], versions, stages, latestVersions }, amend })
}
