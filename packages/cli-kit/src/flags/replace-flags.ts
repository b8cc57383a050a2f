import { Flags } from '@oclif/core'

const helpGroup = 'CHANGES ON THE WAY'

export const replaceModelFlags = {
  'delete-model': Flags.boolean({
    helpGroup,
    allowNo: true,
    summary:
      'First delete registered models of the same name at the target, with all their versions, whoever wrote them.',
  }),
}

export const replacePromptFlags = {
  'delete-prompt': Flags.boolean({
    helpGroup,
    allowNo: true,
    summary: 'First delete prompts of the same name at the target, with all their versions, whoever wrote them.',
  }),
}

export const replaceEvaluationDatasetFlags = {
  'delete-evaluation-dataset': Flags.boolean({
    helpGroup,
    allowNo: true,
    summary: 'First delete evaluation datasets of the same name at the target, whoever wrote them.',
  }),
}

export interface ReplaceFlags {
  readonly 'delete-model'?: boolean
  readonly 'delete-prompt'?: boolean
  readonly 'delete-evaluation-dataset'?: boolean
}

/** The kinds whose objects replace what has their name at the target. */
export function replacedKinds(flags: ReplaceFlags): { replace?: readonly string[] } {
  const replace = [
    ...(flags['delete-model'] ? ['registeredModel'] : []),
    ...(flags['delete-prompt'] ? ['prompt'] : []),
    ...(flags['delete-evaluation-dataset'] ? ['evaluationDataset'] : []),
  ]
  return replace.length > 0 ? { replace } : {}
}
