import {
  type Archive,
  type ArtifactRoot,
  type Capabilities,
  type Header,
  type Listed,
  MlferryError,
  markFatal,
  type OpenedSource,
  type Part,
  type Query,
  type Unreadable,
  unlistedKind,
  type Workspaces,
} from '@mlferry/core'
import type { ChangedIndex } from './checksums/index-files.ts'
import { directoryCapabilities } from './directory-capabilities.ts'
import { exportKind } from './export-kinds.ts'
import type { Layout } from './layout/layout.ts'
import type { Manifest } from './layout/manifest.ts'
import { pagesOf } from './pages-of.ts'
import { listProblems } from './problems/list-problems.ts'
import { OpenedExport } from './reading/opened-export.ts'
import type { ReadContext } from './reading/read-context.ts'
import { WorkspaceExports } from './workspace/workspace-exports.ts'

export interface DirectoryOrigin {
  readonly label: string
  /** Address of the exported server, if known. */
  readonly origin: string | undefined
  readonly manifest: Manifest | undefined
  /** Opens the export of another workspace that lies in this one. */
  readonly openWorkspace: (name: string) => Promise<DirectorySource>
}

const batchOfSmall = 100

/** Reads an export directory of mlferry or of the Python tool mlflow-export-import. Dispose it: a large export has a temporary file. */
export class DirectorySource implements OpenedSource {
  readonly label: string
  /** Address of the exported server. Absent in exports of the Python tool that do not name it. */
  readonly origin?: string
  readonly folder: string
  readonly archive: Archive
  readonly layout: Layout
  /** The manifest that mlferry wrote. undefined: the Python tool made this export. */
  readonly manifest: Manifest | undefined
  readonly #opened: OpenedExport

  readonly #workspaces: WorkspaceExports<DirectorySource> | undefined

  constructor(context: ReadContext, { label, origin, manifest, openWorkspace }: DirectoryOrigin) {
    this.label = label
    this.folder = label
    this.archive = manifest ? { asked: manifest.selection } : {}
    if (origin !== undefined) this.origin = origin
    this.layout = context.layout
    this.manifest = manifest
    this.#opened = new OpenedExport(label, context, manifest)
    const names = manifest?.workspaces ?? []
    if (names.length > 0)
      this.#workspaces = new WorkspaceExports<DirectorySource>({
        own: this,
        label,
        names: () => names,
        openExport: openWorkspace,
      })
  }

  async capabilities(): Promise<Capabilities> {
    return directoryCapabilities(this.layout)
  }

  async *list(kind: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Listed[]> {
    if (query.filter !== undefined) throw filterUnsupported(this.label)
    try {
      const problems = await this.#problems(kind, query, signal)
      for await (const page of pagesOf(exportKind(kind)?.list(query, this.#opened, signal) ?? [])) {
        // The listing shows the object, or names the same problem.
        for (const { ref } of page) problems.delete(ref.id)
        yield page
      }
      yield* pagesOf(problems.values())
    } catch (error) {
      yield [unlistedKind(kind, error)]
    }
  }

  async #problems(kind: string, query: Query, signal: AbortSignal): Promise<Map<string, Unreadable>> {
    const found = await Array.fromAsync(listProblems(kind, query, { opened: this.#opened, signal }))
    return new Map(found.map((each) => [each.ref.id, each]))
  }

  /** Index files that changed after mlferry wrote them, by path. */
  async changedIndexes(): Promise<readonly ChangedIndex[]> {
    return await this.#opened.changedIndexes()
  }

  batchSize(kind: string): number {
    return kind === 'run' ? 1 : batchOfSmall
  }

  async *read(batch: readonly Header[], signal: AbortSignal): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      const parts = exportKind(ref.kind)?.read?.(ref, this.#opened, signal)
      if (parts) yield* parts
      else yield { type: 'end', of: ref }
    }
  }

  async artifacts(object: Header, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
    return await exportKind(object.ref.kind)?.artifacts?.(object, this.#opened, signal)
  }

  async workspaces(): Promise<Workspaces<DirectorySource> | undefined> {
    return this.#workspaces
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#workspaces?.[Symbol.asyncDispose]()
    this.#opened.context.spool[Symbol.dispose]()
  }
}

function filterUnsupported(label: string): MlferryError {
  const hint = 'Give the filter when you export, or copy from a server.'
  return markFatal(
    new MlferryError('ERR_FILTER_UNSUPPORTED', `${label} is a directory. It cannot be searched by a filter.`, {
      hint,
    }),
  )
}
