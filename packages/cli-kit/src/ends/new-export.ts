import { readdir, rm, rmdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isMissingFile } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import type { DirectoryTarget, Layout, RootView } from '@mlferry/format'

export interface NewExportOptions {
  readonly layout: Layout
  /** What the root shows besides, for the Python tool. */
  readonly view?: RootView
  readonly source: { readonly label: string; readonly version?: string | undefined }
  /** What is asked for: an unfinished export of anything else is not taken up. */
  readonly selection: object
  readonly mlferryVersion: string
  readonly dryRun: boolean
}

/** An export directory to write: a new one, or one of the same source and selection that goes on. */
export class NewExport implements AsyncDisposable {
  readonly path: string
  readonly target: DirectoryTarget
  readonly #wasEmpty: boolean
  #pointless = false

  private constructor(path: string, { target, wasEmpty }: { target: DirectoryTarget; wasEmpty: boolean }) {
    this.path = path
    this.target = target
    this.#wasEmpty = wasEmpty
  }

  static async open(dir: string, { layout, source, selection, ...rest }: NewExportOptions): Promise<NewExport> {
    // Loaded on first use: help and version start without it.
    const { createExportDirectory } = await import('@mlferry/format')
    const path = resolve(dir)
    const wasEmpty = await isEmpty(path)
    const from = { uri: source.label, ...(source.version === undefined ? {} : { version: source.version }) }
    const options = { layout, selection: plain(selection), source: from, ...rest }
    return new NewExport(path, { target: await createExportDirectory(path, options), wasEmpty })
  }

  /** Nothing was found to export: a directory that was empty is empty again, so that it can take what was meant. */
  giveUp(): void {
    this.#pointless = true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.target[Symbol.asyncDispose]()
    if (!this.#pointless || !this.#wasEmpty) return
    for (const name of ['mlferry-export.json', '.mlferry'])
      await rm(join(this.path, name), { recursive: true, force: true })
    // Stays where anything else is in it.
    await rmdir(this.path).catch(() => {})
  }
}

async function isEmpty(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0
  } catch (error) {
    if (isMissingFile(error)) return true
    // The export itself says what is wrong with it.
    return false
  }
}

/** Without what is undefined, as it comes back from a file. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value))
}
