import type {
  ArtifactRoot,
  Capabilities,
  Header,
  Link,
  Listed,
  OpenContext,
  Part,
  Query,
  Ref,
  Source,
  Target,
  Writer,
  Written,
} from '@mlferry/core'
import { InternalError } from '@mlferry/core'
import { findMissing } from './server/find-missing.ts'
import type { ServerContext } from './server/server-context.ts'
import type { ServerKind } from './server/server-kind.ts'

/** A tracking server as Source and Target: hands each call to its kind. */
export class TrackingServer implements Source, Target, AsyncDisposable {
  readonly label: string
  readonly version: string | undefined
  readonly #context: ServerContext
  readonly #kinds: ReadonlyMap<string, ServerKind>
  #missing: Promise<ReadonlyMap<string, string>> | undefined

  constructor(context: ServerContext, kinds: readonly ServerKind[]) {
    this.label = context.label
    this.version = context.version
    this.#context = context
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]))
  }

  async capabilities(signal: AbortSignal): Promise<Capabilities> {
    this.#missing ??= findMissing([...this.#kinds.values()], this.#context, signal)
    const missing = await this.#missing
    return {
      kind: (name) => (missing.has(name) ? undefined : this.#kinds.get(name)?.capabilities(this.#context)),
      missing: (name) => missing.get(name),
    }
  }

  list(kind: string, query: Query, signal: AbortSignal): AsyncIterable<readonly Listed[]> {
    return this.#kind(kind).list(query, this.#context, signal)
  }

  batchSize(kind: string): number {
    return this.#kind(kind).batchSize
  }

  async *read(batch: readonly Header[], signal: AbortSignal): AsyncGenerator<Part> {
    for (const [kind, headers] of Map.groupBy(batch, (header) => header.ref.kind)) {
      yield* this.#kind(kind).read(headers, this.#context, signal)
    }
  }

  async artifacts(object: Header): Promise<ArtifactRoot | undefined> {
    return this.#kind(object.ref.kind).artifacts?.(object, this.#context)
  }

  written(kind: string, scope: Ref | undefined, signal: AbortSignal): AsyncIterable<readonly Written[]> {
    return this.#kind(kind).written(scope, this.#context, signal)
  }

  open(object: Header, opening: OpenContext, signal: AbortSignal): Promise<Writer> {
    return this.#kind(object.ref.kind).open(object, opening, this.#context, signal)
  }

  async relink(target: Ref, resolved: readonly Link[], pending: readonly Link[], signal: AbortSignal): Promise<void> {
    await this.#kind(target.kind).relink?.(target, { resolved, pending }, this.#context, signal)
  }

  async remove(target: Ref, signal: AbortSignal): Promise<void> {
    await this.#kind(target.kind).remove?.(target, this.#context, signal)
  }

  async find(kind: string, key: string, signal: AbortSignal): Promise<Written | undefined> {
    return this.#kinds.get(kind)?.find?.(key, this.#context, signal)
  }

  async complete(): Promise<void> {}

  async close(): Promise<void> {
    await this.#context.client.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #kind(name: string): ServerKind {
    const kind = this.#kinds.get(name)
    if (!kind) throw new InternalError(`No reader or writer for ${name} on a tracking server.`)
    return kind
  }
}
