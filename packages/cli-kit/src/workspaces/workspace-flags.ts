import { Flags } from '@oclif/core'

const helpGroup = 'WORKSPACES'

/** Of commands that take all that a store holds. */
export const chooseWorkspacesFlag = {
  workspaces: Flags.string({
    helpGroup,
    helpValue: '<list>',
    summary:
      'Only these workspaces of the source, separated by commas. Default: all, or the workspace in MLFLOW_WORKSPACE.',
  }),
}

/** Of those that write to a server, or compare with one. */
export const workspaceFlags = {
  ...chooseWorkspacesFlag,
  'to-workspace': Flags.string({
    helpGroup,
    helpValue: '<name>',
    exclusive: ['workspace-prefix'],
    summary: 'The workspace of the target that takes the workspace of the source. It is created if it is missing.',
  }),
  'workspace-prefix': Flags.boolean({
    helpGroup,
    summary: 'Copy all workspaces into one. Names from all but the default workspace get the prefix <workspace>-.',
  }),
}

export interface WorkspaceFlags {
  readonly workspaces?: string | undefined
  readonly 'to-workspace'?: string | undefined
  readonly 'workspace-prefix'?: boolean
}
