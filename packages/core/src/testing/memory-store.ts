import type { ArtifactRoot } from '../contracts/artifact-root.ts'
import type { Capabilities } from '../contracts/capabilities.ts'
import type { Query, Source } from '../contracts/source.ts'
import type { OpenContext, Target, Writer, Written } from '../contracts/target.ts'
import { MlferryError } from '../errors/mlferry-error.ts'
import { contentOf } from '../objects/content.ts'
import type { ExperimentFields } from '../objects/experiment.ts'
import type { Header, Listed, Unreadable } from '../objects/header.ts'
import type { MetricChunk } from '../objects/metric-chunk.ts'
import type { Part } from '../objects/part.ts'
import type { Link, Ref } from '../objects/ref.ts'
import type { RunFields } from '../objects/run.ts'
import { MemoryRoot } from './memory-root.ts'

/** One object as the memory store keeps it. */
export interface MemoryObject {
  readonly header: Header
  readonly chunks: MetricChunk[]
  readonly files: Map<string, Uint8Array>
  /** What a Target keeps beside the object. */
  written: {
    key: string
    source?: string
    sealed: string | undefined
    pending: readonly Link[]
    links: readonly Link[]
    removed: boolean
  }
}

/** A tiny store that is both Source and Target: the smallest complete example of the two contracts. */
export class MemoryStore implements Source, Target {
  readonly label: string
  readonly objects = new Map<string, MemoryObject>()
  /** How often anything was written. */
  writes = 0
  completed = false
  #next = 1

  constructor(label = 'memory:') {
    this.label = label
  }

  async capabilities(): Promise<Capabilities> {
    return { kind: (name) => (['experiment', 'run', 'scorer'].includes(name) ? { fields: {} } : undefined) }
  }

  add(header: Header, chunks: MetricChunk[] = [], files: Record<string, string> = {}): void {
    const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const)
    const written = { key: '', sealed: undefined, pending: [], links: [], removed: false }
    this.objects.set(header.ref.id, { header, chunks, files: new Map(bytes), written })
  }

  async *list(kind: string, query: Query): AsyncGenerator<readonly Listed[]> {
    for (const { header, written } of [...this.objects.values()]) {
      if (!matches(header, kind, query)) continue
      yield [written.key === '' ? header : { ...header, links: written.links }]
    }
  }

  batchSize(): number {
    return 10
  }

  async *read(batch: readonly Header[]): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      for (const chunk of this.#object(ref).chunks) yield { type: 'metrics', of: ref, chunk }
      yield { type: 'end', of: ref }
    }
  }

  async artifacts(object: Header): Promise<ArtifactRoot | undefined> {
    return object.ref.kind === 'run' ? new MemoryRoot(this.#object(object.ref).files, () => this.writes++) : undefined
  }

  async *written(kind: string, scopes: readonly Ref[] | undefined): AsyncGenerator<readonly (Written | Unreadable)[]> {
    for (const { header, written } of this.objects.values()) {
      if (header.ref.kind !== kind || !isWithin(scopes, header)) continue
      const { sealed, pending, source, removed: deleted } = written
      const key = written.key || (kind === 'experiment' ? (header.fields as ExperimentFields).name : header.ref.id)
      const [ours, { ref: target, scope }] = [written.key !== '', header]
      const known = { ...(scope ? { scope } : {}), ...(source ? { source } : {}) }
      const content = kind === 'experiment' ? contentOf(header) : undefined
      const told = content === undefined ? known : { ...known, content }
      yield [{ key, target, ...told, ours, sealed, deleted, pending }]
    }
  }

  async open(object: Header, context: OpenContext): Promise<Writer> {
    const ref = context.earlier?.target ?? { kind: object.ref.kind, id: `m${this.#next++}` }
    const header: Header = { ...object, ref, copyOf: object.ref.id, ...(context.scope ? { scope: context.scope } : {}) }
    const key = object.ref.kind === 'experiment' ? (object.fields as ExperimentFields).name : context.key
    const written = { key, source: object.ref.id, sealed: undefined, pending: [], links: context.links, removed: false }
    const kept: MemoryObject = { header, chunks: [], files: this.objects.get(ref.id)?.files ?? new Map(), written }
    this.objects.set(ref.id, kept)
    this.writes++
    return new MemoryWriter(this, kept)
  }

  async relink(target: Ref, resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    const { written } = this.#object(target)
    this.writes++
    written.links = [...written.links, ...resolved]
    written.pending = pending
  }

  async remove(target: Ref): Promise<void> {
    this.writes++
    this.#object(target).written.removed = true
  }

  async complete(): Promise<void> {
    this.completed = true
  }

  #object(ref: Ref): MemoryObject {
    const object = this.objects.get(ref.id)
    if (!object) throw new MlferryError('ERR_NOT_FOUND', `No ${ref.kind} ${ref.id} in ${this.label}`)
    return object
  }
}

class MemoryWriter implements Writer {
  readonly ref: Ref
  readonly changed = true
  readonly artifacts: ArtifactRoot | undefined
  readonly #store: MemoryStore
  readonly #object: MemoryObject

  constructor(store: MemoryStore, object: MemoryObject) {
    this.ref = object.header.ref
    this.#store = store
    this.#object = object
    this.artifacts = this.ref.kind === 'run' ? new MemoryRoot(object.files, () => store.writes++) : undefined
  }

  async write(part: Part): Promise<void> {
    this.#store.writes++
    if (part.type === 'metrics') this.#object.chunks.push(part.chunk)
  }

  async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#object.written.links = resolved
    this.#object.written.pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    this.#store.writes++
    this.#object.written.sealed = fingerprint
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function isWithin(scopes: readonly Ref[] | undefined, { scope }: Header): boolean {
  return scopes?.some(({ id }) => id === scope?.id) ?? true
}

function matches(header: Header, kind: string, query: Query): boolean {
  const { ref, fields } = header
  const { lifecycle, startTime } = fields as Partial<RunFields>
  if (ref.kind !== kind || (query.ids && !query.ids.includes(ref.id))) return false
  if (!isWithin(query.scopes, header)) return false
  if (lifecycle === 'deleted' && !query.includeDeleted) return false
  if (kind !== 'run') return true
  if (query.since !== undefined && (startTime ?? 0) < query.since) return false
  return query.until === undefined || (startTime ?? 0) < query.until
}
