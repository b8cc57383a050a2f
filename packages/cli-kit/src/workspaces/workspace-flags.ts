import { Flags } from '@oclif/core'

const helpGroup = 'WORKSPACES'

/** Of commands that take all that a store holds. */
export const chooseWorkspacesFlag = {
  workspaces: Flags.string({
    helpGroup,
    helpValue: '<list>',
    summary: 'Just these workspaces of the source, separated by commas. Default: all, or the one of MLFLOW_WORKSPACE.',
  }),
}

/** Of those that write to a server, or compare with one. */
export const workspaceFlags = {
  ...chooseWorkspacesFlag,
  'to-workspace': Flags.string({
    helpGroup,
    helpValue: '<name>',
    exclusive: ['workspace-prefix'],
    summary: 'The workspace of the target that takes the one of the source. It is made where it is not there.',
  }),
  'workspace-prefix': Flags.boolean({
    helpGroup,
    summary: 'Put all workspaces into one: names from any but the default one get <workspace>- before them.',
  }),
}

export interface WorkspaceFlags {
  readonly workspaces?: string | undefined
  readonly 'to-workspace'?: string | undefined
  readonly 'workspace-prefix'?: boolean
}
