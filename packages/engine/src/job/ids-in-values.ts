import type { ArtifactFile, Header, KindCapabilities, ObjectKind, Part } from '@mlferry/core'
import type { CopyReport } from '../report/copy-report.ts'
import { asDeclared, lossOf, ruleOf } from '../verify/field-rules.ts'
import type { IdMap } from './id-map.ts'

type Rows = Extract<Part, { type: 'rows' }>

/** As MLflow makes ids: of runs, and with letters before them of others. */
const madeId = /\b(?:[a-z]{1,3}-)?[0-9a-f]{32}\b/g
const shortest = 32

/** Larger files are data, and are not looked into, bytes. */
const largestFile = 1 << 20

/** What else is kept in memory: nearly all that values name is there before them. */
const [mostWaiting, mostIds] = [10_000, 20]

/** Counts values and files of users that hold ids of the source: they arrive as they are, and mean nothing at the target. */
export class IdsInValues {
  readonly #ids: IdMap
  readonly #kinds: ReadonlyMap<string, ObjectKind>
  readonly #counts = { values: 0, files: 0 }
  /** Texts with ids of what has not arrived yet, or of nothing. */
  readonly #waiting: { readonly ids: readonly string[]; readonly where: 'values' | 'files' }[] = []

  constructor(ids: IdMap, kinds: readonly ObjectKind[]) {
    this.#ids = ids
    this.#kinds = new Map(kinds.map((kind) => [kind.name, kind]))
  }

  /** Of all fields but those that are mapped on the way, or are the store's own. */
  countFields({ ref, fields }: Header, carried: KindCapabilities): void {
    const kind = this.#kinds.get(ref.kind)
    if (!kind) return
    const isUsers = (field: string) => ruleOf(kind, field).compare === 'exact' && lossOf(carried, field) === undefined
    for (const [field, value] of Object.entries(fields)) {
      if (!isUsers(field)) continue
      if (value instanceof Map) {
        for (const [key, each] of value) if (mayHoldId(each) && isUsers(`${field}.${key}`)) this.countValue(each)
      } else this.countValue(value)
    }
  }

  countRows({ of, name, rows }: Rows, carried: KindCapabilities = { fields: {} }): void {
    const kind = this.#kinds.get(of.kind)
    if (kind) for (const row of rows) this.countValue(asDeclared(name, row, { kind, capabilities: carried }))
  }

  /** Each text in it is a value. */
  countValue(value: unknown): void {
    if (typeof value === 'string') this.#note(value, 'values')
    else if (Array.isArray(value)) for (const each of value) this.countValue(each)
    else if (value instanceof Map) for (const each of value.values()) this.countValue(each)
    else if (typeof value === 'object' && value !== null) for (const each of Object.values(value)) this.countValue(each)
  }

  countFile(bytes: Uint8Array): void {
    // latin1: ids are ASCII, whatever the rest is.
    this.#note(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'), 'files')
  }

  /** The same body, counted when it is through. */
  passing(
    { size = Number.POSITIVE_INFINITY }: ArtifactFile,
    body: AsyncIterable<Uint8Array>,
  ): AsyncIterable<Uint8Array> {
    return size < shortest || size > largestFile ? body : this.#collect(body)
  }

  async *#collect(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const seen: Uint8Array[] = []
    for await (const bytes of body) {
      seen.push(bytes)
      yield bytes
    }
    this.countFile(Buffer.concat(seen))
  }

  total(): CopyReport['sourceIds'] {
    const counts = { ...this.#counts }
    for (const { ids, where } of this.#waiting) if (ids.some((id) => this.#ids.isRenamed(id))) counts[where]++
    return counts
  }

  /** Once for a text, whatever it holds. */
  #note(text: string, where: 'values' | 'files'): void {
    if (!mayHoldId(text)) return
    const unknown: string[] = []
    for (const [id] of text.matchAll(madeId)) {
      const renamed = this.#ids.isRenamed(id)
      if (renamed) {
        this.#counts[where]++
        return
      }
      if (renamed === undefined && unknown.length < mostIds) unknown.push(id)
    }
    if (unknown.length === 0 || this.#waiting.length >= mostWaiting) return
    // Copies: a part of a string holds all of it in memory.
    this.#waiting.push({ ids: unknown.map((id) => Buffer.from(id).toString()), where })
  }
}

/** Quick: nearly all texts hold none. */
function mayHoldId(value: unknown): boolean {
  return typeof value === 'string' && value.length >= shortest && /[0-9a-f]{32}/.test(value)
}
