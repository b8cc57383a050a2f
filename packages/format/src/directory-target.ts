import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Capabilities, OpenedTarget, Workspaces } from '@mlferry/core'
import { sumIndexFiles } from './checksums/index-files.ts'
import { directoryCapabilities } from './directory-capabilities.ts'
import { DirectoryJob } from './directory-job.ts'
import { type Manifest, writeManifest } from './layout/manifest.ts'
import { WorkspaceExports } from './workspace/workspace-exports.ts'
import type { RootView } from './writing/begun-export.ts'

export interface DirectoryTargetOptions {
  readonly dir: string
  readonly manifest: Manifest
  readonly view?: RootView | undefined
  /** Opening it made all that is in the directory, as far as that is ours. */
  readonly wasEmpty?: boolean
  readonly release: () => Promise<void>
  /** Begins the export of another workspace in this one. */
  readonly beginWorkspace: (name: string) => Promise<DirectoryTarget>
  /** Notes the names of the workspaces that were begun. */
  readonly noteWorkspaces: (names: readonly string[]) => Promise<void>
}

/** Writes an export directory. Ids are those of the source, so that importing it is like copying from there. */
export class DirectoryTarget implements OpenedTarget {
  readonly label: string
  readonly folder: string
  readonly #options: DirectoryTargetOptions
  readonly #names: string[] = []
  readonly #workspaces: WorkspaceExports<DirectoryTarget>

  constructor(options: DirectoryTargetOptions) {
    const { dir } = options
    this.label = dir
    this.folder = dir
    this.#options = options
    this.#workspaces = new WorkspaceExports<DirectoryTarget>({
      own: this,
      label: dir,
      names: () => this.#names,
      openExport: (name) => this.#beginWorkspace(name),
    })
  }

  async capabilities(): Promise<Capabilities> {
    return directoryCapabilities(this.#options.manifest.layout)
  }

  async begin(): Promise<DirectoryJob> {
    const { dir, manifest, view } = this.#options
    return new DirectoryJob({ dir, manifest, view, completed: () => this.#complete() })
  }

  /** Those that are begun before this one is complete: until then nobody takes the export for whole. */
  async workspaces(): Promise<Workspaces<DirectoryTarget>> {
    return this.#workspaces
  }

  /** A directory that was empty is empty again, or gone: it can take what was meant. */
  async giveUp(): Promise<void> {
    await this[Symbol.asyncDispose]()
    const { dir, wasEmpty = false } = this.#options
    if (!wasEmpty) return
    for (const name of ['mlferry-export.json', '.mlferry']) await rm(join(dir, name), { recursive: true, force: true })
    // Stays where anything else is in it.
    await rmdir(dir).catch(() => {})
  }

  /** Lets other processes write the directory. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#workspaces[Symbol.asyncDispose]()
    await this.#options.release()
  }

  async #beginWorkspace(name: string): Promise<DirectoryTarget> {
    this.#names.push(name)
    await this.#options.noteWorkspaces(this.#names)
    return this.#options.beginWorkspace(name)
  }

  async #complete(): Promise<void> {
    const { dir, manifest, release } = this.#options
    await writeManifest(dir, {
      ...manifest,
      ...(this.#names.length > 0 ? { workspaces: this.#names } : {}),
      state: 'complete',
      files: await sumIndexFiles(dir, manifest.layout),
    })
    await release()
  }
}
