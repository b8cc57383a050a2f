import { type JobOptions, renameKind } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'
import { onlyNamed } from './only-named.ts'

export interface CopyPromptOptions extends JobOptions {
  /** Default: the only one that the source holds. */
  readonly name?: string | undefined
  /** Just this version of it. */
  readonly version?: number | undefined
  /** Its name at the target. Default: the same. */
  readonly promptName?: string | undefined
  /** `['prompt']`: one of the same name at the target is deleted first. */
  readonly replace?: readonly string[]
}

/** Copies one prompt with its versions, and the experiments that show it, without what these hold. Throws ERR_NOT_FOUND. */
export async function copyPrompt({ name, version, promptName, ...job }: CopyPromptOptions): Promise<CopyReport> {
  const only = await onlyNamed('prompt', name, job)
  const amend = promptName === undefined ? undefined : renameKind(['prompt', 'promptVersion'], promptName)
  const versions = version === undefined ? undefined : [version]
  return copy({ ...job, selection: { prompts: [only], versions }, amend })
}
