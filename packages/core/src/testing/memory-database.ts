import type { ArtifactRoot } from '../contracts/artifact-root.ts'
import type { Capabilities } from '../contracts/capabilities.ts'
import type { Source } from '../contracts/source.ts'
import type { Target } from '../contracts/target.ts'
import type { TargetJob } from '../contracts/target-job.ts'
import type { OpenContext, Writer } from '../contracts/writer.ts'
import type { Written } from '../contracts/written.ts'
import { canonicalText } from '../objects/fingerprint.ts'
import { fingerprintOf } from '../objects/fingerprint-of.ts'
import type { Header } from '../objects/header.ts'
import type { MetricChunk } from '../objects/metric-chunk.ts'
import type { Part } from '../objects/part.ts'
import type { Link, Ref } from '../objects/ref.ts'
import { isWithin } from './memory-query.ts'
import { MemoryRoot } from './memory-root.ts'
import { type MemoryObject, MemoryStore } from './memory-store.ts'

/**
 * A store that keeps ids, as MLflow's own database does: each object is written in one transaction, so what is there is whole, and its
 * fingerprint is computed from it. Nothing of ours is noted on it.
 */
export class MemoryDatabase implements Source, Target, TargetJob {
  readonly label = 'memory database'
  readonly #rows = new MemoryStore(this.label)

  readonly list: Source['list'] = (kind, query) => this.#rows.list(kind, query)
  readonly batchSize: Source['batchSize'] = () => this.#rows.batchSize()
  readonly read: Source['read'] = (batch) => this.#rows.read(batch)
  readonly artifacts: Source['artifacts'] = (object) => this.#rows.artifacts(object)

  async capabilities(): Promise<Capabilities> {
    return { keepsIds: true, writesAtOnce: 1, kind: () => ({ fields: {} }) }
  }

  async begin(): Promise<TargetJob> {
    return this
  }

  async *written(kind: string, scopes: readonly Ref[] | undefined): AsyncGenerator<readonly Written[]> {
    for (const { header } of this.#rows.objects.values()) {
      const { ref, scope, fields } = header
      if (ref.kind !== kind || !isWithin(scopes, header)) continue
      const deleted = (fields as { readonly lifecycle?: string }).lifecycle === 'deleted'
      const told = { key: keyOf(header), target: ref, ...(scope ? { scope } : {}), ours: true, deleted, pending: [] }
      yield [{ ...told, sealed: fingerprintOf(header) }]
    }
  }

  async open(object: Header, { earlier, scope }: OpenContext): Promise<Writer> {
    const ref = earlier?.target ?? object.ref
    const header = { ...object, ref, ...(scope ? { scope } : {}) }
    return new Transaction(header, this.#rows.objects)
  }

  /** A link holds the id of the source from the start, whether its other end is there or not. */
  async relink(): Promise<void> {}

  async complete(): Promise<void> {}

  async [Symbol.asyncDispose](): Promise<void> {}
}

class Transaction implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot | undefined
  changed = false
  readonly #object: MemoryObject
  readonly #objects: Map<string, MemoryObject>

  constructor(header: Header, objects: Map<string, MemoryObject>) {
    this.ref = header.ref
    this.#objects = objects
    const written = { key: '', sealed: undefined, pending: [], links: [], removed: false }
    const files = new Map(objects.get(this.ref.id)?.files)
    this.#object = { header, chunks: [], rows: new Map(), files, written }
    const holdsFiles = ['run', 'loggedModel', 'modelVersion'].includes(this.ref.kind)
    const onPut = () => {
      this.changed = true
    }
    this.artifacts = holdsFiles ? new MemoryRoot(files, onPut) : undefined
  }

  async write(part: Part): Promise<void> {
    const { chunks, rows } = this.#object
    if (part.type === 'metrics') chunks.push(part.chunk)
    if (part.type === 'rows') rows.set(part.name, [...(rows.get(part.name) ?? []), ...part.rows])
  }

  async link(_resolved: readonly Link[], _pending: readonly Link[]): Promise<void> {}

  /** Commits. What lacks something is not there at all. */
  async seal(fingerprint: string | undefined): Promise<void> {
    if (fingerprint === undefined) return
    const before = this.#objects.get(this.ref.id)
    if (!before || textOf(before) !== textOf(this.#object)) this.changed = true
    this.#objects.set(this.ref.id, this.#object)
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

function textOf({ header, chunks, rows }: MemoryObject): string {
  return canonicalText({ header, points: chunks.map(pointsOf), rows })
}

function pointsOf({ key, values, steps, timestamps }: MetricChunk) {
  return [key, [...values], [...steps], [...timestamps]]
}

/** As the kinds recognise an object: by its name where it has one that is unique, else by its id. */
function keyOf({ ref, fields }: Header): string {
  const { name = ref.id, url } = fields as { readonly name?: string; readonly url?: string }
  if (ref.kind === 'webhook') return `${name}\n${url}`
  if (ref.kind === 'reviewQueue') return name.toLowerCase()
  return named.includes(ref.kind) ? name : ref.id
}

const named: readonly string[] = ['experiment', 'registeredModel', 'prompt', 'scorer', 'labelSchema', 'workspace']
