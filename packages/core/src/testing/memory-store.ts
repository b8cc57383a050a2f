import type { JsonObject } from '@mlferry/exact-json'
import type { ArtifactRoot } from '../contracts/artifact-root.ts'
import type { Capabilities } from '../contracts/capabilities.ts'
import type { Query, Source } from '../contracts/source.ts'
import type { Target } from '../contracts/target.ts'
import type { TargetJob } from '../contracts/target-job.ts'
import type { OpenContext, Writer } from '../contracts/writer.ts'
import type { Written } from '../contracts/written.ts'
import { MlferryError } from '../errors/mlferry-error.ts'
import { ancestorsOfCopy, lineageOf } from '../mlflow/lineage.ts'
import { contentOf } from '../objects/content.ts'
import type { ExperimentFields } from '../objects/experiment.ts'
import { canonicalText } from '../objects/fingerprint.ts'
import { fingerprintOf } from '../objects/fingerprint-of.ts'
import type { Header, Listed, Unreadable } from '../objects/header.ts'
import type { MetricChunk } from '../objects/metric-chunk.ts'
import type { Part } from '../objects/part.ts'
import type { Link, Ref } from '../objects/ref.ts'
import { inTurn } from './memory-objects.ts'
import { filterUnsupported, isAskedFor, isWithin } from './memory-query.ts'
import { MemoryRoot } from './memory-root.ts'

/** One object as the memory store keeps it. */
export interface MemoryObject {
  readonly header: Header
  readonly chunks: MetricChunk[]
  readonly rows: Map<string, JsonObject[]>
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

interface Rows {
  readonly name: string
  readonly rows: readonly JsonObject[]
}

/** A tiny store that is both Source and Target: the smallest complete example of the two contracts. It gives its own ids. */
export class MemoryStore implements Source, Target, TargetJob {
  readonly label: string
  readonly objects = new Map<string, MemoryObject>()
  /** Ids of objects that cannot be read. */
  readonly damaged = new Set<string>()
  /** How often anything was written. */
  writes = 0
  completed = false
  readonly #kinds: readonly string[] | undefined
  #next = 1

  /** `kinds`: those that it holds. Default: all. */
  constructor(label = 'memory:', kinds?: readonly string[]) {
    this.label = label
    this.#kinds = kinds
  }

  async capabilities(): Promise<Capabilities> {
    const held = (name: string) => ({ fields: {}, ...inTurn(name) })
    return { kind: (name) => (this.#kinds?.includes(name) === false ? undefined : held(name)) }
  }

  add(
    header: Header,
    chunks: readonly MetricChunk[] = [],
    files: Readonly<Record<string, string>> = {},
    rows?: Rows,
  ): void {
    const bytes = Object.entries(files).map(([path, text]) => [path, Buffer.from(text)] as const)
    const written = { key: '', sealed: undefined, pending: [], links: [], removed: false }
    const ofName = new Map(rows ? [[rows.name, [...rows.rows]]] : [])
    this.objects.set(header.ref.id, { header, chunks: [...chunks], rows: ofName, files: new Map(bytes), written })
  }

  async *list(kind: string, query: Query): AsyncGenerator<readonly Listed[]> {
    if (query.filter !== undefined) throw filterUnsupported(this.label)
    for (const object of [...this.objects.values()]) {
      const header = this.#shown(object)
      if (header.ref.kind !== kind || !isAskedFor(header, query)) continue
      yield [this.damaged.has(header.ref.id) ? { ref: header.ref, error: damagedError(header.ref) } : header]
    }
  }

  batchSize(): number {
    return 10
  }

  async *read(batch: readonly Header[]): AsyncGenerator<Part> {
    for (const { ref } of batch) {
      if (this.damaged.has(ref.id)) {
        yield { type: 'failed', of: ref, error: damagedError(ref) }
        continue
      }
      const { chunks, rows } = this.#object(ref)
      for (const chunk of chunks) yield { type: 'metrics', of: ref, chunk }
      for (const [name, each] of rows) yield { type: 'rows', of: ref, name, rows: each }
      yield { type: 'end', of: ref }
    }
  }

  async artifacts({ ref }: Header): Promise<ArtifactRoot | undefined> {
    return hasFiles(ref) ? new MemoryRoot(this.#object(ref).files, () => this.writes++) : undefined
  }

  /** It remembers nothing but what it holds, so it is every job itself. */
  async begin(): Promise<TargetJob> {
    return this
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
    const { scope, earlier } = context
    const ref = earlier?.target ?? this.#newRef(object.ref)
    const lineage = lineageOf(ancestorsOfCopy(object, context.sourceUri))
    const header: Header = { ...object, ref, ...lineage, ...(scope ? { scope } : {}) }
    const key = object.ref.kind === 'experiment' ? (object.fields as ExperimentFields).name : context.key
    const written = { key, source: object.ref.id, sealed: undefined, pending: [], links: context.links, removed: false }
    const before = this.objects.get(ref.id)
    const kept: MemoryObject = { header, chunks: [], rows: new Map(), files: before?.files ?? new Map(), written }
    this.objects.set(ref.id, kept)
    this.writes++
    return new MemoryWriter(this, kept, before)
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

  async [Symbol.asyncDispose](): Promise<void> {}

  /** A copy names what stands here for the objects of its source; saved views do not, as they know only ids like those of MLflow. */
  #shown({ header, written }: MemoryObject): Header {
    if (written.key === '') return header
    const { links, removed } = written
    const fields: Record<string, unknown> = { ...header.fields }
    if (removed) fields.lifecycle = 'deleted'
    if (Array.isArray(fields.metrics)) fields.metrics = fields.metrics.map((each) => this.#withOwnRun(each))
    return { ...header, fields, links, fingerprint: fingerprintOf({ ref: header.ref, fields, links }) }
  }

  #withOwnRun<Point extends { readonly runId: string }>(point: Point): Point {
    const run = [...this.objects.values()].find(({ written: { source } }) => source === point.runId)
    return run ? { ...point, runId: run.header.ref.id } : point
  }

  /** A trace keeps its id. */
  #newRef({ kind, id }: Ref): Ref {
    return { kind, id: kind === 'trace' ? id : `m${this.#next++}` }
  }

  #object(ref: Ref): MemoryObject {
    const object = this.objects.get(ref.id)
    if (!object) throw new MlferryError('ERR_NOT_FOUND', `No ${ref.kind} ${ref.id} in ${this.label}`)
    return object
  }
}

class MemoryWriter implements Writer {
  readonly ref: Ref
  changed: boolean
  readonly artifacts: ArtifactRoot | undefined
  readonly #store: MemoryStore
  readonly #object: MemoryObject
  readonly #before: string | undefined

  constructor(store: MemoryStore, object: MemoryObject, before: MemoryObject | undefined) {
    this.ref = object.header.ref
    this.#store = store
    this.#object = object
    this.#before = before && textOf(before)
    // What is deleted is brought back to be written.
    this.changed = before === undefined || before.written.removed
    const onPut = () => {
      store.writes++
      this.changed = true
    }
    this.artifacts = hasFiles(this.ref) ? new MemoryRoot(object.files, onPut) : undefined
  }

  async write(part: Part): Promise<void> {
    this.#store.writes++
    const { chunks, rows } = this.#object
    if (part.type === 'metrics') chunks.push(part.chunk)
    if (part.type === 'rows') rows.set(part.name, [...(rows.get(part.name) ?? []), ...part.rows])
  }

  async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#object.written.links = resolved
    this.#object.written.pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    this.#store.writes++
    this.#object.written.sealed = fingerprint
    if (textOf(this.#object) !== this.#before) this.changed = true
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function textOf({ header, chunks, rows, written: { removed: _, ...written } }: MemoryObject): string {
  const points = chunks.map(({ key, values, steps, timestamps }) => [key, [...values], [...steps], [...timestamps]])
  return canonicalText({ header, points, rows, written })
}

function hasFiles({ kind }: Ref): boolean {
  return kind === 'run' || kind === 'loggedModel' || kind === 'modelVersion'
}

function damagedError({ kind, id }: Ref): MlferryError {
  return new MlferryError('ERR_DAMAGED', `The ${kind} ${id} cannot be read.`)
}
