/** A store that is divided into workspaces, each with names of its own. */
export interface Workspaces<End> {
  /** All of them. `default`, which every such store has, comes first. */
  list(signal: AbortSignal): Promise<readonly string[]>
  /**
   * The store as one workspace shows it; closed with the store. The default one is the store itself, and the only one that shows the
   * list of workspaces as objects. Throws ERR_WORKSPACE_NOT_FOUND, unless it may be missing: then `make` is called before it is written.
   */
  open(name: string, options: OpenWorkspaceOptions): Promise<End>
  /** Makes the workspace where it is not there. Absent: opening it is enough. */
  make?(name: string, signal: AbortSignal): Promise<void>
}

export interface OpenWorkspaceOptions {
  readonly mayBeMissing?: boolean
  readonly signal: AbortSignal
}

/** The workspace that takes what nobody put elsewhere. Nobody can make, rename or delete it. */
export const defaultWorkspace = 'default'
