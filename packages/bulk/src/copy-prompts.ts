import type { Amend, JobOptions } from '@mlferry/cli-kit'
import { type CopyReport, copy } from '@mlferry/engine'

export interface CopyPromptsOptions extends JobOptions {
  /** Names, or names with `*`. undefined: all. */
  readonly prompts: readonly string[] | undefined
  /** `['prompt']`: those of the same name at the target are deleted first. */
  readonly replace?: readonly string[]
  readonly amend?: Amend | undefined
}

/** Copies prompts with all their versions, and the experiments that show them, without what these hold. Throws ERR_NOT_FOUND. */
export function copyPrompts({ prompts = ['*'], amend, ...job }: CopyPromptsOptions): Promise<CopyReport> {
  return copy({ ...job, selection: { prompts }, ...(amend ? { amend } : {}) })
}
