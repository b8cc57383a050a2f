import { ListedFolders } from '@mlferry/artifacts'
import {
  type ArtifactRoot,
  type Header,
  isUnreadable,
  type Listed,
  type Part,
  type Query,
  type ReadOptions,
  type Ref,
  type Source,
} from '@mlferry/core'
import { ArtifactPlaces } from './server/artifact-places.ts'
import { experimentFolder } from './server/experiment-folder.ts'
import { listScopes } from './server/list-scopes.ts'
import { orRefusedFilter } from './server/refused-filter.ts'
import type { ServedKinds } from './server/served-kinds.ts'
import type { ServerSession } from './server/server-session.ts'
import { isReadable } from './server/why-missing.ts'

/** Reads a tracking server, with its model registry: hands each call to its kind. */
export class ServerReading
  implements Pick<Source, 'list' | 'withAllLinks' | 'batchSize' | 'read' | 'artifacts'>, Disposable
{
  readonly #session: ServerSession
  readonly #kinds: ServedKinds
  readonly #folders = new ListedFolders()
  readonly #places: ArtifactPlaces

  constructor(session: ServerSession) {
    this.#session = session
    this.#kinds = session.kinds
    this.#places = new ArtifactPlaces(session.context)
  }

  async *list(kind: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Listed[]> {
    // What is listed now may have files that an earlier listing of them does not show.
    this.#folders.forget()
    // Where that cannot be told, the whole kind fails, once.
    await this.#kinds.whyMissing(kind, signal)
    const scopes = query.scopes ?? (await this.#holdersOf(kind, query, signal))
    if (!scopes) yield* this.#list(kind, query, signal)
    else {
      const list = (some: readonly Ref[]) => this.#list(kind, { ...query, scopes: some }, signal)
      yield* listScopes({ kind, scopes, atOnce: this.#kinds.scopesAtOnce(kind), list, idOf: ({ ref }) => ref.id })
    }
  }

  /** Where to look for ids that do not tell by what they are held; undefined: they tell. */
  async #holdersOf(kind: string, { ids, includeDeleted }: Query, signal: AbortSignal): Promise<Ref[] | undefined> {
    if (!ids || !this.#kinds.get(kind).listedByScope) return undefined
    const holders: Ref[] = []
    const all = includeDeleted ? { includeDeleted } : {}
    for await (const page of this.#list('experiment', ids.length === 0 ? { ids } : all, signal))
      holders.push(...page.map(({ ref }) => ref))
    return holders
  }

  async *#list(kind: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Listed[]> {
    const onServer = this.#kinds.get(kind)
    const held =
      (await this.#kinds.whyMissing(kind, signal)) === undefined ||
      isReadable(onServer, this.#session.contextOf(onServer))
    const keeps = onServer.kept && (await this.#session.kept.any(kind, query))
    const seen = new Set<string>()
    if (held) {
      const pages = onServer.list(query, this.#session.contextOf(onServer), signal)
      for await (const page of query.filter ? orRefusedFilter(pages, query.filter) : pages) {
        for (const each of page) {
          if (keeps) seen.add(each.ref.id)
          if (!isUnreadable(each)) this.#places.note(each)
        }
        yield page
      }
    }
    // Of the time when this server, or the one that it was, did not hold them.
    if (keeps) yield* this.#session.kept.list(kind, { query, except: seen }, signal)
  }

  async withAllLinks(batch: readonly Header[], signal: AbortSignal): Promise<readonly Listed[]> {
    const found: Listed[] = []
    for (const [kind, headers] of Map.groupBy(batch, ({ ref }) => ref.kind)) {
      const onServer = this.#kinds.get(kind)
      found.push(...((await onServer.withAllLinks?.(headers, this.#session.contextOf(onServer), signal)) ?? headers))
    }
    return found
  }

  batchSize(kind: string): number {
    return this.#kinds.get(kind).batchSize
  }

  async *read(batch: readonly Header[], signal: AbortSignal, options?: ReadOptions): AsyncGenerator<Part> {
    const kept = batch.filter(({ ref }) => this.#session.kept.has(ref))
    const own = batch.filter(({ ref }) => !this.#session.kept.has(ref))
    for (const [folder, { length }] of Map.groupBy(own, experimentFolder)) {
      if (folder !== undefined) this.#folders.at(folder).expect(length)
    }
    for (const [kind, headers] of Map.groupBy(own, (header) => header.ref.kind)) {
      const onServer = this.#kinds.get(kind)
      yield* onServer.read(headers, this.#session.contextOf(onServer), signal, options)
    }
    yield* this.#session.kept.read(kept, signal)
  }

  async artifacts(object: Header, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
    if (this.#session.kept.has(object.ref)) return this.#session.kept.artifacts(object.ref, signal)
    const uri = experimentFolder(object)
    const folder = uri === undefined ? undefined : this.#folders.at(uri)
    const onServer = this.#kinds.get(object.ref.kind)
    const root = await onServer.artifacts?.(object, this.#session.contextOf(onServer), folder)
    return root && this.#places.watch(object, root)
  }

  [Symbol.dispose](): void {
    this.#folders[Symbol.dispose]()
  }
}
