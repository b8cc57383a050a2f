import { setImmediate } from 'node:timers/promises'
import {
  type Ancestor,
  type Header,
  type Link,
  MlferryError,
  type OpenContext,
  type Ref,
  Spool,
  type TargetJob,
  type Writer,
  type Written,
} from '@mlferry/core'
import { exportKind } from './export-kinds.ts'
import type { Manifest } from './layout/manifest.ts'
import { pagesOf } from './pages-of.ts'
import { BegunExport, type RootView } from './writing/begun-export.ts'
import { completeExport } from './writing/complete-export.ts'

const pageSize = 1000

export interface DirectoryJobOptions {
  readonly dir: string
  readonly manifest: Manifest
  readonly view?: RootView | undefined
  /** Called when everything of the export is written and its indexes are there. */
  readonly completed: () => Promise<void>
}

/** One job at an export directory. */
export class DirectoryJob implements TargetJob {
  readonly #options: DirectoryJobOptions
  /** Takes what is known of each object. */
  readonly #spool = new Spool()
  readonly #begun: BegunExport

  constructor(options: DirectoryJobOptions) {
    const { dir, manifest, view } = options
    this.#options = options
    this.#begun = new BegunExport(dir, { manifest, view, spool: this.#spool })
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
    throw new MlferryError('ERR_KIND_NOT_HELD', `${this.#options.dir} holds no objects of kind ${object.ref.kind}`)
  }

  async relink(target: Ref, _resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    await exportKind(target.kind)?.relink?.(target, pending, this.#begun)
  }

  async noteMerged(target: Ref, merged: readonly Ancestor[]): Promise<void> {
    await exportKind(target.kind)?.noteMerged?.(target, merged, this.#begun)
  }

  async complete(signal: AbortSignal): Promise<void> {
    await completeExport(this.#begun, signal)
    await this.#options.completed()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.#begun.models.flush()
    } finally {
      this.#spool[Symbol.dispose]()
    }
  }
}
