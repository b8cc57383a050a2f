import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import {
  type Ancestor,
  type Capabilities,
  type Header,
  type Link,
  MlferryError,
  type OpenContext,
  type OpenedTarget,
  type Ref,
  Spool,
  type Workspaces,
  type Writer,
  type Written,
} from '@mlferry/core'
import { sumIndexFiles } from './checksums/index-files.ts'
import { directoryCapabilities } from './directory-capabilities.ts'
import { exportKind } from './export-kinds.ts'
import { type Manifest, writeManifest } from './layout/manifest.ts'
import { pagesOf } from './pages-of.ts'
import { WorkspaceExports } from './workspace/workspace-exports.ts'
import { BegunExport, type RootView } from './writing/begun-export.ts'
import { completeExport } from './writing/complete-export.ts'

const pageSize = 1000

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
  /** Takes what is known of each object. */
  readonly #spool = new Spool()
  readonly #begun: BegunExport
  readonly #names: string[] = []
  readonly #workspaces: WorkspaceExports<DirectoryTarget>

  constructor(options: DirectoryTargetOptions) {
    const { dir, manifest, view } = options
    this.label = dir
    this.folder = dir
    this.#options = options
    this.#begun = new BegunExport(dir, { manifest, view, spool: this.#spool })
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

  async *written(
    kind: string,
    scopes: readonly Ref[] | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<readonly Written[]> {
    for await (const all of exportKind(kind)?.written(scopes, this.#begun) ?? []) {
      for await (const page of pagesOf(all, pageSize)) {
        // Nothing of it is waited for.
        await setImmediate()
        signal.throwIfAborted()
        yield page
      }
    }
  }

  async open(object: Header, context: OpenContext): Promise<Writer> {
    const kind = exportKind(object.ref.kind)
    if (kind) return await kind.open(object, context, this.#begun)
    throw new MlferryError('ERR_KIND_NOT_HELD', `${this.label} holds no objects of kind ${object.ref.kind}`)
  }

  async relink(target: Ref, _resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    await exportKind(target.kind)?.relink?.(target, pending, this.#begun)
  }

  async noteMerged(target: Ref, merged: readonly Ancestor[]): Promise<void> {
    await exportKind(target.kind)?.noteMerged?.(target, merged, this.#begun)
  }

  async complete(signal: AbortSignal): Promise<void> {
    const { dir, manifest } = this.#options
    await completeExport(this.#begun, signal)
    await writeManifest(dir, {
      ...manifest,
      ...(this.#names.length > 0 ? { workspaces: this.#names } : {}),
      state: 'complete',
      files: await sumIndexFiles(dir, manifest.layout),
    })
    await this.#close()
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
    await this.#close()
  }

  async #beginWorkspace(name: string): Promise<DirectoryTarget> {
    this.#names.push(name)
    await this.#options.noteWorkspaces(this.#names)
    return this.#options.beginWorkspace(name)
  }

  async #close(): Promise<void> {
    try {
      await this.#begun.models.flush()
    } finally {
      this.#spool[Symbol.dispose]()
      await this.#options.release()
    }
  }
}
