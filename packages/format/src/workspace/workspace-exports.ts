import { defaultWorkspace, MlferryError, type OpenWorkspaceOptions, type Workspaces } from '@mlferry/core'
import { folderName } from '../layout/folder-names.ts'

/** Folder, relative to an export, with the export of another workspace of the same server. */
export function workspaceExportFolder(name: string): string {
  return `workspace_exports/${folderName(name)}`
}

export interface WorkspaceExportsOptions<End> {
  /** The directory itself: what the default workspace holds. */
  readonly own: End
  /** Address of the directory, for messages. */
  readonly label: string
  /** Names of the others that the directory has. */
  names(): readonly string[]
  openExport(name: string): Promise<End>
}

/** The workspaces of an export directory. Each except the default one is an export of its own inside it. */
export class WorkspaceExports<End extends AsyncDisposable> implements Workspaces<End>, AsyncDisposable {
  readonly #options: WorkspaceExportsOptions<End>
  readonly #opened = new Map<string, Promise<End>>()

  constructor(options: WorkspaceExportsOptions<End>) {
    this.#options = options
  }

  async list(): Promise<readonly string[]> {
    return [defaultWorkspace, ...this.#options.names()]
  }

  async open(name: string, { mayBeMissing = false }: OpenWorkspaceOptions): Promise<End> {
    const { own, label, names, openExport } = this.#options
    if (name === defaultWorkspace) return own
    if (!mayBeMissing && !names().includes(name)) {
      throw new MlferryError('ERR_WORKSPACE_NOT_FOUND', `There is no workspace '${name}' in ${label}.`, {
        hint: `It has: ${(await this.list()).join(', ')}.`,
      })
    }
    const opened = this.#opened.get(name) ?? openExport(name)
    this.#opened.set(name, opened)
    return opened
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#opened.values()) await (await opened)[Symbol.asyncDispose]()
  }
}
