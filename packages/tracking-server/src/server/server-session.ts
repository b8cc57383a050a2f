import type { Ref } from '@mlferry/core'
import { KeptObjects } from '../kept/kept-objects.ts'
import type { ServedKinds, ServerConnections } from './served-kinds.ts'
import type { ServerContext } from './server-context.ts'
import type { ServerKind } from './server-kind.ts'
import { ServerMemory } from './server-memory.ts'

/** The servers of one end, as one job or one reader sees them, with all that it remembers. */
export class ServerSession {
  readonly kinds: ServedKinds
  readonly context: ServerContext
  readonly registry: ServerContext | undefined
  readonly kept: KeptObjects

  constructor(kinds: ServedKinds, { connection, registry }: ServerConnections) {
    this.kinds = kinds
    const keptFiles = (ref: Ref, signal: AbortSignal) => this.#keptFiles(ref, signal)
    this.context = { ...connection, memory: new ServerMemory(connection), keptFiles }
    this.registry = registry && { ...registry, memory: new ServerMemory(registry), tracking: this.context }
    this.kept = new KeptObjects(this.context, (name) => {
      const way = kinds.byName.get(name)?.kept
      return way === true ? undefined : way
    })
  }

  /** The server that holds a kind. */
  contextOf(kind: ServerKind | undefined): ServerContext {
    return (kind?.inRegistry && this.registry) || this.context
  }

  async #keptFiles(ref: Ref, signal: AbortSignal): Promise<string | undefined> {
    if (!(await this.kinds.whyKept(ref.kind, signal))) return undefined
    return (await this.kept.artifacts(ref, signal)).uri
  }
}
