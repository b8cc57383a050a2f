import type {
  ArtifactRoot,
  Capabilities,
  Header,
  Listed,
  Marks,
  Part,
  Query,
  ReadOptions,
  Source,
  Target,
  Workspaces,
} from '@mlferry/core'
import { isAbort, isFatal } from '@mlferry/core'
import { ServerMarks } from './marks/server-marks.ts'
import { capabilitiesWith } from './server/capabilities-with.ts'
import { countOthers, ofWholeServer } from './server/count-others.ts'
import { ServedKinds, type ServerConnections } from './server/served-kinds.ts'
import type { ServerConnection } from './server/server-context.ts'
import type { ServerKind } from './server/server-kind.ts'
import { ServerSession } from './server/server-session.ts'
import { ServerJob } from './server-job.ts'
import { ServerReading } from './server-reading.ts'
import { ServerWorkspaces, type ServerWorkspacesOptions } from './workspace/server-workspaces.ts'

export interface ServerPlace {
  /** Connects to another workspace of the same server. Absent: this connection shows just one. */
  readonly connectTo?: ServerWorkspacesOptions<TrackingServer>['connect']
  /** The server as its default workspace shows it, where this is another one: there is the place for its lease. */
  readonly within?: TrackingServer
  /** The server that holds the model registry, where that is another one. */
  readonly registry?: ServerConnection | undefined
}

/** A tracking server, with its model registry, as Source and Target. */
export class TrackingServer implements Source, Target, AsyncDisposable {
  readonly label: string
  readonly version: string | undefined
  /** The server that holds the model registry, where that is another one. */
  readonly registry: Pick<ServerConnection, 'label' | 'version'> | undefined
  readonly #connections: ServerConnections
  readonly #kinds: ServedKinds
  readonly #reading: ServerReading
  readonly #within: TrackingServer | undefined
  readonly #workspaces: ServerWorkspaces<TrackingServer> | undefined

  constructor(
    connection: ServerConnection,
    kinds: readonly ServerKind[],
    { connectTo, within, registry }: ServerPlace = {},
  ) {
    this.label = connection.label
    this.version = connection.version
    this.registry = registry
    this.#connections = { connection, registry }
    this.#kinds = new ServedKinds(kinds, this.#connections)
    this.#reading = new ServerReading(this.#newSession())
    this.#within = within
    this.#workspaces =
      connectTo && new ServerWorkspaces({ server: this, context: connection, registry, connect: connectTo })
  }

  async capabilities(signal: AbortSignal, kinds?: readonly string[]): Promise<Capabilities> {
    const { byName } = this.#kinds
    const names = [...byName.keys()].filter((name) => kinds?.includes(name) ?? true)
    const reasons = await Promise.all(
      names.map(async (name) => [name, await this.#kinds.whyMissing(name, signal).catch(unlessDoomed)] as const),
    )
    const missing = new Map(reasons)
    return capabilitiesWith({ kinds: byName, missing, serverOf: (kind) => this.#kinds.connectionOf(kind) })
  }

  list(kind: string, query: Query, signal: AbortSignal): AsyncIterable<readonly Listed[]> {
    return this.#reading.list(kind, query, signal)
  }

  withAllLinks(batch: readonly Header[], signal: AbortSignal): Promise<readonly Listed[]> {
    return this.#reading.withAllLinks(batch, signal)
  }

  batchSize(kind: string): number {
    return this.#reading.batchSize(kind)
  }

  read(batch: readonly Header[], signal: AbortSignal, options?: ReadOptions): AsyncIterable<Part> {
    return this.#reading.read(batch, signal, options)
  }

  artifacts(object: Header, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
    return this.#reading.artifacts(object, signal)
  }

  async count(what: string, signal: AbortSignal): Promise<number | undefined> {
    // Told by the default workspace already.
    if (this.#within && ofWholeServer.has(what)) return 0
    return countOthers(what, this.#connections.connection, signal)
  }

  async begin(): Promise<ServerJob> {
    return new ServerJob(this.#newSession(), this.#leasedAt)
  }

  marks(): Marks {
    const { context, registry } = this.#newSession()
    return new ServerMarks({ context, registry, leasedAt: this.#leasedAt })
  }

  async workspaces(signal: AbortSignal): Promise<Workspaces<TrackingServer> | undefined> {
    if (!this.#workspaces || (await this.#kinds.whyMissing('workspace', signal)) !== undefined) return undefined
    return this.#workspaces
  }

  async close(): Promise<void> {
    this.#reading[Symbol.dispose]()
    await this.#workspaces?.[Symbol.asyncDispose]()
    const { connection, registry } = this.#connections
    for (const { client, leasing } of [connection, ...(registry ? [registry] : [])]) {
      await client.close()
      await leasing?.close()
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** The server as its default workspace shows it. */
  get #leasedAt(): ServerConnection {
    return (this.#within ?? this).#connections.connection
  }

  #newSession(): ServerSession {
    return new ServerSession(this.#kinds, this.#connections)
  }
}

/** A kind that cannot be asked for fails alone, when it is listed. */
function unlessDoomed(error: unknown): undefined {
  if (isFatal(error) || isAbort(error)) throw error
}
