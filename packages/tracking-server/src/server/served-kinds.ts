import { InternalError } from '@mlferry/core'
import type { ServerConnection } from './server-context.ts'
import type { ServerKind } from './server-kind.ts'
import { isAtLeast } from './server-limits.ts'
import { whyMissing } from './why-missing.ts'

/** The servers of one end. */
export interface ServerConnections {
  readonly connection: ServerConnection
  /** The server that holds the model registry, where that is another one. */
  readonly registry: ServerConnection | undefined
}

/** The kinds of one end, and which of them its servers hold: a fact of the connection, asked for once for each. */
export class ServedKinds {
  readonly byName: ReadonlyMap<string, ServerKind>
  readonly #connections: ServerConnections
  readonly #missing = new Map<string, Promise<string | undefined>>()

  constructor(kinds: readonly ServerKind[], connections: ServerConnections) {
    this.byName = new Map(kinds.map((kind) => [kind.name, kind]))
    this.#connections = connections
  }

  get(name: string): ServerKind {
    const kind = this.byName.get(name)
    if (!kind) throw new InternalError(`No reader or writer for ${name} on a tracking server.`)
    return kind
  }

  connectionOf({ inRegistry }: ServerKind): ServerConnection {
    const { connection, registry } = this.#connections
    return (inRegistry && registry) || connection
  }

  /** Why the server does not hold a kind; undefined: it does. */
  whyMissing(name: string, signal: AbortSignal): Promise<string | undefined> {
    const kind = this.get(name)
    const known = this.#missing.get(name) ?? whyMissing(kind, this.connectionOf(kind), signal)
    this.#missing.set(name, known)
    return known
  }

  /** Why objects of a kind go into files; undefined: they do not. */
  async whyKept(name: string, signal: AbortSignal): Promise<string | undefined> {
    return this.get(name).kept ? await this.whyMissing(name, signal) : undefined
  }

  /** How many scopes one listing takes. */
  scopesAtOnce(name: string): number {
    const { scopesAtOnce = 1, scopesAtOnceSince: since } = this.get(name)
    const { version } = this.#connections.connection
    return !since || version === undefined || isAtLeast(version, ...since) ? scopesAtOnce : 1
  }
}
