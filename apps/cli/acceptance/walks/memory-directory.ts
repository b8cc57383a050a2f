import {
  type Ancestor,
  type ArtifactRoot,
  type Capabilities,
  type Header,
  type Link,
  type MetricChunk,
  type OpenContext,
  type Part,
  type Query,
  type Ref,
  refKey,
  type Source,
  type Target,
  type TargetJob,
  type Writer,
  type Written,
} from '@mlferry/core'
import { MemoryRoot } from '@mlferry/core/testing'

interface KeptObject {
  readonly header: Header
  readonly key: string
  readonly chunks: readonly MetricChunk[]
  readonly files: Map<string, Uint8Array>
  readonly sealed: string | undefined
  readonly deleted: boolean
  readonly pending: readonly Link[]
}

/** Behaves as an export directory does: ids are those of the source, links are kept as they are, and it names the server. */
export class MemoryDirectory implements Source, Target, TargetJob {
  readonly label: string
  readonly origin: string
  readonly #objects = new Map<string, KeptObject>()

  constructor(origin: string) {
    this.origin = origin
    this.label = `memory directory of ${origin}`
  }

  async capabilities(): Promise<Capabilities> {
    const held = (name: string) => ({ fields: {}, ...(name.endsWith('Version') ? { inOrder: true as const } : {}) })
    return { keepsIds: true, kind: (name) => (name === 'workspace' || name === 'webhook' ? undefined : held(name)) }
  }

  async *list(kind: string, { ids, scopes, includeDeleted, since, until }: Query): AsyncGenerator<readonly Header[]> {
    for (const { header, sealed } of [...this.#objects.values()]) {
      const { ref, scope, fields } = header
      const { lifecycle, startTime, requestTime } = fields as {
        readonly lifecycle?: string
        readonly startTime?: number
        readonly requestTime?: number
      }
      const time = startTime ?? requestTime ?? Number.NaN
      if (ref.kind !== kind || sealed === undefined || (ids && !ids.includes(ref.id))) continue
      if (scopes && !scopes.some(({ id }) => id === scope?.id)) continue
      if (lifecycle === 'deleted' && !includeDeleted) continue
      if (time < (since ?? time) || time >= (until ?? Number.POSITIVE_INFINITY)) continue
      yield [header]
    }
  }

  batchSize(): number {
    return 10
  }

  async *read(batch: readonly Header[]): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      for (const chunk of this.#get(ref)?.chunks ?? []) yield { type: 'metrics', of: ref, chunk }
      yield { type: 'end', of: ref }
    }
  }

  async artifacts({ ref }: Header): Promise<ArtifactRoot | undefined> {
    return ref.kind === 'run' || ref.kind === 'loggedModel' ? this.rootOf(ref) : undefined
  }

  /** It remembers nothing but what it holds, so it is every job itself. */
  async begin(): Promise<TargetJob> {
    return this
  }

  async *written(kind: string, scopes: readonly Ref[] | undefined): AsyncGenerator<readonly Written[]> {
    for (const { header, key, sealed, deleted, pending } of this.#objects.values()) {
      const { ref: target, scope, merged } = header
      if (target.kind !== kind || (scopes && !scopes.some(({ id }) => id === scope?.id))) continue
      const known = { key, target, ...(scope ? { scope } : {}), ...(merged ? { merged } : {}) }
      yield [{ ...known, ours: true, sealed, deleted, pending }]
    }
  }

  async open(header: Header, { key }: OpenContext): Promise<Writer> {
    const { ref } = header
    const files = this.#get(ref)?.files ?? new Map<string, Uint8Array>()
    const deleted = header.fields.lifecycle === 'deleted'
    const chunks: MetricChunk[] = []
    let pending: readonly Link[] = []
    const keep = (sealed: string | undefined) =>
      this.#objects.set(refKey(ref), { header, key, chunks, files, sealed, deleted, pending })
    keep(undefined)
    return {
      ref,
      changed: true,
      artifacts: ref.kind === 'run' || ref.kind === 'loggedModel' ? this.rootOf(ref) : undefined,
      async write(part) {
        if (part.type === 'metrics') chunks.push(part.chunk)
      },
      async link(_, left) {
        pending = left
      },
      async seal(sealed) {
        keep(sealed)
      },
      async [Symbol.asyncDispose]() {},
    }
  }

  async relink(target: Ref, _: readonly Link[], pending: readonly Link[]): Promise<void> {
    const kept = this.#get(target)
    if (kept) this.#objects.set(refKey(target), { ...kept, pending })
  }

  async noteMerged(target: Ref, merged: readonly Ancestor[]): Promise<void> {
    const kept = this.#get(target)
    if (!kept) return
    const { header } = kept
    this.#objects.set(refKey(target), { ...kept, header: { ...header, merged: [...(header.merged ?? []), ...merged] } })
  }

  async complete(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}

  #get(ref: Ref): KeptObject | undefined {
    return this.#objects.get(refKey(ref))
  }

  private rootOf(ref: Ref): ArtifactRoot {
    return new MemoryRoot(this.#get(ref)?.files ?? new Map(), () => {})
  }
}
