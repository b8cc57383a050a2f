import {
  type Ancestor,
  type ArtifactRoot,
  type Header,
  isUnreadable,
  type Lease,
  type Link,
  type MlferryError,
  type OpenContext,
  type Ref,
  type TargetJob,
  type Unreadable,
  type Writer,
  type Written,
  type WrittenOptions,
} from '@mlferry/core'
import { type Creating, prepareWriting } from './doctor/prepare-writing.ts'
import { openLease } from './lease/server-lease.ts'
import type { Removal } from './server/late-creations.ts'
import { listScopes } from './server/list-scopes.ts'
import type { ServedKinds } from './server/served-kinds.ts'
import type { ServerConnection, ServerContext } from './server/server-context.ts'
import type { ServerKind } from './server/server-kind.ts'
import type { ServerSession } from './server/server-session.ts'
import { openUsualRoot } from './server/usual-root.ts'
import { tooOld } from './server/why-missing.ts'
import { ServerReading } from './server-reading.ts'

/** One job at a tracking server, with its model registry: hands each call to its kind. */
export class ServerJob implements TargetJob {
  readonly #session: ServerSession
  readonly #kinds: ServedKinds
  readonly #reading: ServerReading
  readonly #leasedAt: ServerConnection
  #usualRoot: Promise<ArtifactRoot | undefined> | undefined

  /** `leasedAt`: where its lease is, which of a workspace is the server as its default workspace shows it. */
  constructor(session: ServerSession, leasedAt: ServerConnection) {
    this.#session = session
    this.#kinds = session.kinds
    this.#reading = new ServerReading(session)
    this.#leasedAt = leasedAt
  }

  async *written(
    kind: string,
    scopes: readonly Ref[] | undefined,
    signal: AbortSignal,
    options?: WrittenOptions,
  ): AsyncGenerator<readonly (Written | Unreadable)[]> {
    await this.#kinds.whyMissing(kind, signal)
    const list = (some: readonly Ref[] | undefined) => this.#written(kind, some, signal, options)
    if (!scopes) yield* list(undefined)
    else {
      yield* listScopes({ kind, scopes, atOnce: this.#kinds.scopesAtOnce(kind), list, idOf: ({ target }) => target.id })
    }
  }

  async *#written(
    kind: string,
    scopes: readonly Ref[] | undefined,
    signal: AbortSignal,
    options: WrittenOptions | undefined,
  ): AsyncGenerator<readonly Written[]> {
    const isKept = (await this.#kinds.whyKept(kind, signal)) !== undefined
    const onServer = this.#kinds.get(kind)
    const pages = isKept
      ? this.#session.kept.written(kind, scopes, signal)
      : onServer.written(scopes, this.#session.contextOf(onServer), signal, options)
    const scope = scopes?.length === 1 ? scopes[0] : undefined
    for await (const page of pages) yield scope ? page.map((each) => ({ ...each, scope })) : page
  }

  async show({ target, scope }: Pick<Written, 'target' | 'scope'>, signal: AbortSignal): Promise<Header | undefined> {
    const query = { ids: [target.id], includeDeleted: true, ...(scope ? { scopes: [scope] } : {}) }
    for await (const page of this.#reading.list(target.kind, query, signal)) {
      const [found] = page
      if (found && isUnreadable(found)) throw found.error
      if (found) return found
    }
    return undefined
  }

  async open(object: Header, opening: OpenContext, signal: AbortSignal): Promise<Writer> {
    const reason = await this.#kinds.whyKept(object.ref.kind, signal)
    if (reason !== undefined) return this.#session.kept.open(object, { opening, reason }, signal)
    const onServer = this.#kinds.get(object.ref.kind)
    return onServer.open(object, opening, this.#session.contextOf(onServer), signal)
  }

  /** New objects get their files where those of the default experiment go. */
  async foresee(object: Header, opening: OpenContext, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
    if (await this.#kinds.whyKept(object.ref.kind, signal)) return undefined
    const onServer = this.#kinds.get(object.ref.kind)
    await onServer.foresee?.(object, opening, this.#session.contextOf(onServer), signal)
    this.#usualRoot ??= openUsualRoot(this.#session.context)
    return await this.#usualRoot
  }

  lostWithout(kind: string, resolved: readonly Link[], pending: readonly Link[]): readonly MlferryError[] {
    const onServer = this.#kinds.get(kind)
    // What is kept as files keeps its links too.
    const context = this.#session.contextOf(onServer)
    if (tooOld(onServer, context) !== undefined) return []
    return onServer.lostWithout?.({ resolved, pending }, context) ?? []
  }

  async relink(target: Ref, resolved: readonly Link[], pending: readonly Link[], signal: AbortSignal): Promise<void> {
    const [onServer, links] = [this.#kinds.get(target.kind), { resolved, pending }]
    if (await this.#kinds.whyKept(target.kind, signal)) await this.#session.kept.relink(target, links, signal)
    else await onServer.relink?.(target, links, this.#session.contextOf(onServer), signal)
  }

  async noteMerged(target: Ref, merged: readonly Ancestor[], signal: AbortSignal): Promise<void> {
    const onServer = this.#kinds.get(target.kind)
    await onServer.noteMerged?.(target, merged, this.#session.contextOf(onServer), signal)
  }

  async remove(target: Ref, signal: AbortSignal): Promise<void> {
    const onServer = this.#kinds.get(target.kind)
    await onServer.remove?.(target, this.#session.contextOf(onServer), signal)
  }

  async removeLate(copy: Ref, signal: AbortSignal): Promise<void> {
    const { remove } = this.#removal(this.#session.context, signal)
    await this.#session.context.memory.late.takeAway(copy, remove, signal)
  }

  async clear(kind: string, name: string, signal: AbortSignal): Promise<void> {
    const onServer = this.#kinds.get(kind)
    if ((await this.#kinds.whyMissing(kind, signal)) === undefined)
      await onServer.clear?.(name, this.#session.contextOf(onServer), signal)
  }

  async find(kind: string, key: string, signal: AbortSignal): Promise<Written | undefined> {
    const onServer = this.#kinds.byName.get(kind)
    if (!onServer?.find || tooOld(onServer, this.#session.contextOf(onServer)) !== undefined) return undefined
    return onServer.find(key, this.#session.contextOf(onServer), signal)
  }

  async prepare(creating: Creating, signal: AbortSignal): Promise<void> {
    const kinds: ServerKind[] = []
    for (const kind of this.#kinds.byName.values())
      if (creating.has(kind.name) && (await this.#kinds.whyMissing(kind.name, signal)) === undefined) kinds.push(kind)
    await prepareWriting(creating, { kinds, context: this.#session.context, registry: this.#session.registry }, signal)
  }

  async lease(signal: AbortSignal): Promise<Lease | undefined> {
    const { leasing, ...connection } = this.#leasedAt
    if (!leasing) return undefined
    const { context, registry } = this.#session
    const withdraw = async (until: AbortSignal) => {
      await this.#withdraw(context, until)
      if (registry) await this.#withdraw(registry, until)
    }
    return openLease({ connection, leasing, late: context.memory.late, withdraw }, signal)
  }

  async complete(signal: AbortSignal): Promise<void> {
    const { context } = this.#session
    await context.memory.late.settle(this.#removal(context, signal), signal)
  }

  /** How copies that came late are found and taken away. */
  #removal(context: ServerContext, signal: AbortSignal): Removal {
    return {
      written: (kind, scopes, listing) => this.#kinds.get(kind).written(scopes, context, listing),
      remove: async (copy) => this.#kinds.get(copy.kind).removeLate?.(copy, context, signal),
    }
  }

  /** Takes away what calls of a job that lost its lease made at one of its servers, in the workspace that it shows. */
  async #withdraw(context: ServerContext, signal: AbortSignal): Promise<void> {
    const client = await context.leasing?.client()
    if (client) await context.memory.late.withdraw(this.#removal({ ...context, client }, signal), client, signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reading[Symbol.dispose]()
  }
}
