import { ListedFolders } from '@mlferry/artifacts'
import type { MlflowClient } from '@mlferry/client'
import type {
  Ancestor,
  ArtifactRoot,
  Capabilities,
  Header,
  Lease,
  Link,
  Listed,
  Marks,
  MlferryError,
  OpenContext,
  Part,
  Query,
  ReadOptions,
  Ref,
  Source,
  Target,
  Unreadable,
  Workspaces,
  Writer,
  Written,
  WrittenOptions,
} from '@mlferry/core'
import { InternalError, isAbort, isFatal, isUnreadable } from '@mlferry/core'
import { type Creating, prepareWriting } from './doctor/prepare-writing.ts'
import { KeptObjects } from './kept/kept-objects.ts'
import { openLease } from './lease/server-lease.ts'
import { ServerMarks } from './marks/server-marks.ts'
import { ArtifactPlaces } from './server/artifact-places.ts'
import { capabilitiesWith } from './server/capabilities-with.ts'
import { countOthers, ofWholeServer } from './server/count-others.ts'
import { experimentFolder } from './server/experiment-folder.ts'
import { lateCreations, type Removal } from './server/late-creations.ts'
import { listScopes } from './server/list-scopes.ts'
import { orRefusedFilter } from './server/refused-filter.ts'
import type { ServerContext } from './server/server-context.ts'
import type { ServerKind } from './server/server-kind.ts'
import { isAtLeast } from './server/server-limits.ts'
import { openUsualRoot } from './server/usual-root.ts'
import { isReadable, tooOld, whyMissing } from './server/why-missing.ts'
import { ServerWorkspaces, type ServerWorkspacesOptions } from './workspace/server-workspaces.ts'

export interface ServerPlace {
  /** Connects to another workspace of the same server. Absent: this connection shows just one. */
  readonly connectTo?: ServerWorkspacesOptions<TrackingServer>['connect']
  /** The server as its default workspace shows it, where this is another one: there is the place for its lease. */
  readonly within?: TrackingServer
  /** The server that holds the model registry, where that is another one. */
  readonly registry?: ServerContext | undefined
}

/** A tracking server, with its model registry, as Source and Target: hands each call to its kind. */
export class TrackingServer implements Source, Target, AsyncDisposable {
  readonly label: string
  readonly version: string | undefined
  /** The server that holds the model registry, where that is another one. */
  readonly registry: Pick<ServerContext, 'label' | 'version'> | undefined
  readonly sealsContent = true
  readonly #context: ServerContext
  readonly #registry: ServerContext | undefined
  readonly #kinds: ReadonlyMap<string, ServerKind>
  readonly #kept: KeptObjects
  #usualRoot: Promise<ArtifactRoot | undefined> | undefined
  readonly #folders = new ListedFolders()
  readonly #places: ArtifactPlaces
  /** Why a kind is not held; each is asked for once. */
  readonly #missing = new Map<string, Promise<string | undefined>>()
  readonly #within: TrackingServer | undefined
  readonly #workspaces: ServerWorkspaces<TrackingServer> | undefined

  constructor(context: ServerContext, kinds: readonly ServerKind[], { connectTo, within, registry }: ServerPlace = {}) {
    this.label = context.label
    this.version = context.version
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]))
    // One for all: what a job learns of the server on its way is noted in it.
    this.#context = { ...context, keptFiles: (ref, signal) => this.#keptFiles(ref, signal) }
    this.registry = registry
    this.#registry = registry && { ...registry, tracking: this.#context }
    this.#kept = new KeptObjects(this.#context, (name) => {
      const way = this.#kinds.get(name)?.kept
      return way === true ? undefined : way
    })
    this.#places = new ArtifactPlaces(this.#context)
    this.#within = within
    this.#workspaces = connectTo && new ServerWorkspaces({ server: this, context, registry, connect: connectTo })
  }

  async capabilities(signal: AbortSignal, kinds?: readonly string[]): Promise<Capabilities> {
    const names = [...this.#kinds.keys()].filter((name) => kinds?.includes(name) ?? true)
    const reasons = await Promise.all(
      names.map(async (name) => [name, await this.#whyMissing(name, signal).catch(unlessDoomed)] as const),
    )
    const missing = new Map(reasons)
    return capabilitiesWith({ kinds: this.#kinds, missing, serverOf: (kind) => this.#contextOf(kind) })
  }

  async *list(kind: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Listed[]> {
    // What is listed now may have files that an earlier listing of them does not show.
    this.#folders.forget()
    // Where that cannot be told, the whole kind fails, once.
    await this.#whyMissing(kind, signal)
    const scopes = query.scopes ?? (await this.#holdersOf(kind, query, signal))
    if (!scopes) yield* this.#list(kind, query, signal)
    else {
      const list = (some: readonly Ref[]) => this.#list(kind, { ...query, scopes: some }, signal)
      yield* listScopes({ kind, scopes, atOnce: this.#scopesAtOnce(kind), list, idOf: ({ ref }) => ref.id })
    }
  }

  /** Where to look for ids that do not tell by what they are held; undefined: they tell. */
  async #holdersOf(kind: string, { ids, includeDeleted }: Query, signal: AbortSignal): Promise<Ref[] | undefined> {
    if (!ids || !this.#kind(kind).listedByScope) return undefined
    const holders: Ref[] = []
    const all = includeDeleted ? { includeDeleted } : {}
    for await (const page of this.#list('experiment', ids.length === 0 ? { ids } : all, signal))
      holders.push(...page.map(({ ref }) => ref))
    return holders
  }

  async *#list(kind: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Listed[]> {
    const onServer = this.#kind(kind)
    const held = (await this.#whyMissing(kind, signal)) === undefined || isReadable(onServer, this.#contextOf(onServer))
    const keeps = onServer.kept && (await this.#kept.any(kind, query))
    const seen = new Set<string>()
    if (held) {
      const pages = onServer.list(query, this.#contextOf(onServer), signal)
      for await (const page of query.filter ? orRefusedFilter(pages, query.filter) : pages) {
        for (const each of page) {
          if (keeps) seen.add(each.ref.id)
          if (!isUnreadable(each)) this.#places.note(each)
        }
        yield page
      }
    }
    // Of the time when this server, or the one that it was, did not hold them.
    if (keeps) yield* this.#kept.list(kind, { query, except: seen }, signal)
  }

  async withAllLinks(batch: readonly Header[], signal: AbortSignal): Promise<readonly Listed[]> {
    const found: Listed[] = []
    for (const [kind, headers] of Map.groupBy(batch, ({ ref }) => ref.kind)) {
      const onServer = this.#kind(kind)
      found.push(...((await onServer.withAllLinks?.(headers, this.#contextOf(onServer), signal)) ?? headers))
    }
    return found
  }

  batchSize(kind: string): number {
    return this.#kind(kind).batchSize
  }

  async *read(batch: readonly Header[], signal: AbortSignal, options?: ReadOptions): AsyncGenerator<Part> {
    const kept = batch.filter(({ ref }) => this.#kept.has(ref))
    const own = batch.filter(({ ref }) => !this.#kept.has(ref))
    for (const [folder, { length }] of Map.groupBy(own, experimentFolder)) {
      if (folder !== undefined) this.#folders.at(folder).expect(length)
    }
    for (const [kind, headers] of Map.groupBy(own, (header) => header.ref.kind)) {
      const onServer = this.#kind(kind)
      yield* onServer.read(headers, this.#contextOf(onServer), signal, options)
    }
    yield* this.#kept.read(kept, signal)
  }

  async artifacts(object: Header, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
    if (this.#kept.has(object.ref)) return this.#kept.artifacts(object.ref, signal)
    const uri = experimentFolder(object)
    const folder = uri === undefined ? undefined : this.#folders.at(uri)
    const onServer = this.#kind(object.ref.kind)
    const root = await onServer.artifacts?.(object, this.#contextOf(onServer), folder)
    return root && this.#places.watch(object, root)
  }

  async *written(
    kind: string,
    scopes: readonly Ref[] | undefined,
    signal: AbortSignal,
    options?: WrittenOptions,
  ): AsyncGenerator<readonly (Written | Unreadable)[]> {
    await this.#whyMissing(kind, signal)
    const list = (some: readonly Ref[] | undefined) => this.#written(kind, some, signal, options)
    if (!scopes) yield* list(undefined)
    else {
      yield* listScopes({ kind, scopes, atOnce: this.#scopesAtOnce(kind), list, idOf: ({ target }) => target.id })
    }
  }

  async *#written(
    kind: string,
    scopes: readonly Ref[] | undefined,
    signal: AbortSignal,
    options: WrittenOptions | undefined,
  ): AsyncGenerator<readonly Written[]> {
    const isKept = (await this.#whyKept(kind, signal)) !== undefined
    const onServer = this.#kind(kind)
    const pages = isKept
      ? this.#kept.written(kind, scopes, signal)
      : onServer.written(scopes, this.#contextOf(onServer), signal, options)
    const scope = scopes?.length === 1 ? scopes[0] : undefined
    for await (const page of pages) yield scope ? page.map((each) => ({ ...each, scope })) : page
  }

  async show({ target, scope }: Pick<Written, 'target' | 'scope'>, signal: AbortSignal): Promise<Header | undefined> {
    const query = { ids: [target.id], includeDeleted: true, ...(scope ? { scopes: [scope] } : {}) }
    for await (const page of this.list(target.kind, query, signal)) {
      const [found] = page
      if (found && isUnreadable(found)) throw found.error
      if (found) return found
    }
    return undefined
  }

  async open(object: Header, opening: OpenContext, signal: AbortSignal): Promise<Writer> {
    const reason = await this.#whyKept(object.ref.kind, signal)
    if (reason !== undefined) return this.#kept.open(object, { opening, reason }, signal)
    const onServer = this.#kind(object.ref.kind)
    return onServer.open(object, opening, this.#contextOf(onServer), signal)
  }

  /** New objects get their files where those of the default experiment go. */
  async foresee(object: Header, opening: OpenContext, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
    if (await this.#whyKept(object.ref.kind, signal)) return undefined
    const onServer = this.#kind(object.ref.kind)
    await onServer.foresee?.(object, opening, this.#contextOf(onServer), signal)
    this.#usualRoot ??= openUsualRoot(this.#context)
    return await this.#usualRoot
  }

  lostWithout(kind: string, resolved: readonly Link[], pending: readonly Link[]): readonly MlferryError[] {
    const onServer = this.#kind(kind)
    // What is kept as files keeps its links too.
    const context = this.#contextOf(onServer)
    if (tooOld(onServer, context) !== undefined) return []
    return onServer.lostWithout?.({ resolved, pending }, context) ?? []
  }

  async relink(target: Ref, resolved: readonly Link[], pending: readonly Link[], signal: AbortSignal): Promise<void> {
    const [onServer, links] = [this.#kind(target.kind), { resolved, pending }]
    if (await this.#whyKept(target.kind, signal)) await this.#kept.relink(target, links, signal)
    else await onServer.relink?.(target, links, this.#contextOf(onServer), signal)
  }

  async noteMerged(target: Ref, merged: readonly Ancestor[], signal: AbortSignal): Promise<void> {
    const onServer = this.#kind(target.kind)
    await onServer.noteMerged?.(target, merged, this.#contextOf(onServer), signal)
  }

  async remove(target: Ref, signal: AbortSignal): Promise<void> {
    const onServer = this.#kind(target.kind)
    await onServer.remove?.(target, this.#contextOf(onServer), signal)
  }

  async removeLate(copy: Ref, signal: AbortSignal): Promise<void> {
    const { remove } = this.#removal(this.#context, signal)
    await lateCreations(this.#context).takeAway(copy, remove, signal)
  }

  async clear(kind: string, name: string, signal: AbortSignal): Promise<void> {
    const onServer = this.#kind(kind)
    if ((await this.#whyMissing(kind, signal)) === undefined)
      await onServer.clear?.(name, this.#contextOf(onServer), signal)
  }

  async find(kind: string, key: string, signal: AbortSignal): Promise<Written | undefined> {
    const onServer = this.#kinds.get(kind)
    if (!onServer?.find || tooOld(onServer, this.#contextOf(onServer)) !== undefined) return undefined
    return onServer.find(key, this.#contextOf(onServer), signal)
  }

  async prepare(creating: Creating, signal: AbortSignal): Promise<void> {
    const kinds: ServerKind[] = []
    for (const kind of this.#kinds.values())
      if (creating.has(kind.name) && (await this.#whyMissing(kind.name, signal)) === undefined) kinds.push(kind)
    await prepareWriting(creating, { kinds, context: this.#context, registry: this.#registry }, signal)
  }

  async count(what: string, signal: AbortSignal): Promise<number | undefined> {
    // Told by the default workspace already.
    if (this.#within && ofWholeServer.has(what)) return 0
    return countOthers(what, this.#context, signal)
  }

  async lease(signal: AbortSignal): Promise<Lease | undefined> {
    const { leasing, ...context } = (this.#within ?? this).#context
    if (!leasing) return undefined
    const late = lateCreations(this.#context)
    const withdraw = async (client: MlflowClient, until: AbortSignal) => {
      await late.withdraw(this.#removal({ ...this.#context, client }, until), client, until)
      await this.#withdrawFromRegistry(until)
    }
    return openLease({ context, leasing, late, withdraw }, signal)
  }

  async workspaces(signal: AbortSignal): Promise<Workspaces<TrackingServer> | undefined> {
    if (!this.#workspaces || (await this.#whyMissing('workspace', signal)) !== undefined) return undefined
    return this.#workspaces
  }

  marks(): Marks {
    return new ServerMarks(this.#context, this.#registry)
  }

  async complete(signal: AbortSignal): Promise<void> {
    await this.#context.lateCreations?.settle(this.#removal(this.#context, signal), signal)
  }

  async close(): Promise<void> {
    this.#folders[Symbol.dispose]()
    await this.#workspaces?.[Symbol.asyncDispose]()
    for (const { client, leasing } of [this.#context, ...(this.#registry ? [this.#registry] : [])]) {
      await client.close()
      await leasing?.close()
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** How copies that came late are found and taken away. */
  #removal(context: ServerContext, signal: AbortSignal): Removal {
    return {
      written: (kind, scopes, listing) => this.#kind(kind).written(scopes, context, listing),
      remove: async (copy) => this.#kind(copy.kind).removeLate?.(copy, context, signal),
    }
  }

  /** Takes away what calls of a job that lost its lease made in a registry of its own. */
  async #withdrawFromRegistry(signal: AbortSignal): Promise<void> {
    const late = this.#registry?.lateCreations
    const client = late && (await this.#registry?.leasing?.client())
    if (late && client) await late.withdraw(this.#removal({ ...this.#registry, client }, signal), client, signal)
  }

  /** Why objects of a kind go into files; undefined: they do not. */
  async #whyKept(kind: string, signal: AbortSignal): Promise<string | undefined> {
    return this.#kind(kind).kept ? await this.#whyMissing(kind, signal) : undefined
  }

  async #keptFiles(ref: Ref, signal: AbortSignal): Promise<string | undefined> {
    if (!(await this.#whyKept(ref.kind, signal))) return undefined
    return (await this.#kept.artifacts(ref, signal)).uri
  }

  #whyMissing(name: string, signal: AbortSignal): Promise<string | undefined> {
    const kind = this.#kind(name)
    const known = this.#missing.get(name) ?? whyMissing(kind, this.#contextOf(kind), signal)
    this.#missing.set(name, known)
    return known
  }

  /** The server that holds a kind. */
  #contextOf(kind: ServerKind | undefined): ServerContext {
    return (kind?.inRegistry && this.#registry) || this.#context
  }

  #scopesAtOnce(name: string): number {
    const { scopesAtOnce = 1, scopesAtOnceSince: since } = this.#kind(name)
    const takes = !since || this.version === undefined || isAtLeast(this.version, ...since)
    return takes ? scopesAtOnce : 1
  }

  #kind(name: string): ServerKind {
    const kind = this.#kinds.get(name)
    if (!kind) throw new InternalError(`No reader or writer for ${name} on a tracking server.`)
    return kind
  }
}

/** A kind that cannot be asked for fails alone, when it is listed. */
function unlessDoomed(error: unknown): undefined {
  if (isFatal(error) || isAbort(error)) throw error
}
