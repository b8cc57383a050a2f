/** A store that is divided into workspaces, each with names of its own. */
export interface Workspaces<End> {
  /** All of them. `default`, which every such store has, comes first. */
  list(signal: AbortSignal): Promise<readonly string[]>
  /**
   * The store as one workspace shows it; closed with the store. The default one is the store itself, and the only one that shows the
   * list of workspaces as objects. `create`: the workspace is made where it is not there, else ERR_WORKSPACE_NOT_FOUND is thrown.
   */
  open(name: string, options: OpenWorkspaceOptions): Promise<End>
}

export interface OpenWorkspaceOptions {
  readonly create?: boolean
  readonly signal: AbortSignal
}

/** The workspace that takes what nobody put elsewhere. Nobody can make, rename or delete it. */
export const defaultWorkspace = 'default'
