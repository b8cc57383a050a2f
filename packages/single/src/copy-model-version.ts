import { composeAmend, withoutStages } from '@mlferry/cli-kit'
import type { CopyReport } from '@mlferry/engine'
import { type CopyModelOptions, copyModel } from './copy-model.ts'
import { onlyVersion } from './only-version.ts'

export interface CopyModelVersionOptions
  extends Omit<CopyModelOptions, 'versions' | 'stages' | 'latestVersions' | 'replace'> {
  /** Default: the only one of the model that the source holds. */
  readonly version?: number | undefined
  /** It takes its stage and aliases along, these from other versions at the target. Default: it does not. */
  readonly stagesAndAliases?: boolean
}

/** Copies one version of a registered model with what it comes from, under its number. Throws ERR_NOT_FOUND, ERR_MORE_THAN_ONE. */
export async function copyModelVersion(options: CopyModelVersionOptions): Promise<CopyReport> {
  const { version, stagesAndAliases = false, amend, ...rest } = options
  const { source, model, signal = new AbortController().signal } = rest
  const number = version ?? (await onlyVersion(source, { model, signal }))
  return copyModel({ ...rest, versions: [number], amend: composeAmend(amend, !stagesAndAliases && withoutStages()) })
}
