import {
  type ArtifactRoot,
  type Header,
  InternalError,
  type Link,
  MlferryError,
  type OpenContext,
  type Part,
  putBytes,
  type Ref,
  redact,
  type Writer,
} from '@mlferry/core'
import { lazyRoot } from '../server/lazy-root.ts'
import { type KeptName, safeName, writeKeptName } from './kept-name.ts'
import { type KeptObject, keptText, partName, partText } from './kept-object.ts'
import type { KeptPlace } from './kept-places.ts'

interface KeptWriting {
  readonly object: Header
  readonly opening: OpenContext
  readonly place: KeptPlace
  /** Where its files go. */
  readonly files: ArtifactRoot
  /** How many times the object has been written, this time included. */
  readonly edition: number
  /** The fields to store, with ids and addresses of this server instead of the source. */
  readonly fieldsOf: (links: readonly Link[]) => Promise<object>
  /** Why the object is kept as files. Only for kinds whose files a user can work with: the report then says where they are. */
  readonly reason: string | undefined
  readonly signal: AbortSignal
}

/** Stores one object as files: first its content, last the file in the index. Without the last one the object counts as missing. */
export class KeptWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot
  changed = false
  readonly #writing: KeptWriting
  readonly #content: ArtifactRoot
  #parts = 0
  #files = false
  #links: readonly Link[] = []
  #pending: readonly Link[] = []

  constructor(writing: KeptWriting) {
    const { object, opening, place, files } = writing
    this.#writing = writing
    this.ref = object.ref
    this.#content = place.contentOf(`${safeName(opening.key)}/parts`)
    this.artifacts = callingOnPut(files, () => {
      this.changed = true
      this.#files = true
    })
  }

  get losses(): readonly MlferryError[] {
    const { reason, files, place } = this.#writing
    // An object that was there already and did not change is not reported.
    if (reason === undefined || !this.changed) return []
    const where = this.#files ? `its files are in ${files.uri}, the rest` : 'it is kept'
    return [new MlferryError('ERR_KIND_DEGRADED', `${reason}: ${where} in ${place.index.uri}`)]
  }

  async write(part: Part): Promise<void> {
    if (part.type === 'metrics') throw new InternalError('Objects with metric points are not kept as files.')
    if (part.type !== 'rows') return
    this.#parts++
    await this.#put(this.#content, partName(this.#writing.edition, this.#parts), partText(part))
  }

  async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#links = resolved
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    // Unfinished: a later job writes the object again.
    if (fingerprint === undefined) return
    const { object, opening, edition, place, fieldsOf } = this.#writing
    if (this.#isKept(fingerprint)) return
    const { ref } = object
    const fields = await fieldsOf(this.#links)
    const origin = object.origin ?? { id: ref.id, uri: redact(opening.sourceUri) }
    // A link to a prompt version is its name, so it is stored even if that version is not there yet.
    const links = [...this.#links, ...this.#pending.filter(({ to }) => to.kind === 'promptVersion')]
    const header = { ref, fields, links, fingerprint, origin }
    const kept = { header, pending: this.#pending, parts: this.#parts, content: edition }
    await this.#put(place.index, writeKeptName({ key: opening.key, edition, fingerprint }), keptText(kept))
  }

  /** True when the object has no content but its header, and the same header is stored already. */
  #isKept(fingerprint: string): boolean {
    const { earlier } = this.#writing.opening
    return this.#parts === 0 && earlier?.sealed === fingerprint && earlier.pending.length === this.#pending.length
  }

  async #put(root: ArtifactRoot, path: string, bytes: Buffer): Promise<void> {
    await putBytes(root, { path, bytes }, this.#writing.signal)
    this.changed = true
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

interface Relinking {
  readonly name: KeptName
  readonly resolved: readonly Link[]
  readonly pending: readonly Link[]
}

/** Stores an object again, as its next edition, with links whose other end has arrived since. */
export async function relinkKept(
  object: KeptObject,
  { name, resolved, pending }: Relinking,
  place: KeptPlace,
  signal: AbortSignal,
): Promise<void> {
  const named = new Set(object.header.links.map(linkKey))
  const links = [...object.header.links, ...resolved.filter((link) => !named.has(linkKey(link)))]
  const path = writeKeptName({ ...name, edition: name.edition + 1 })
  await putBytes(
    place.index,
    { path, bytes: keptText({ ...object, header: { ...object.header, links }, pending }) },
    signal,
  )
}

function linkKey({ field, to, data }: Link): string {
  return JSON.stringify([field, to.id, data])
}

/** The same root, which calls `onPut` when a file is put. */
function callingOnPut(root: ArtifactRoot, onPut: () => void): ArtifactRoot {
  return lazyRoot(
    root.uri,
    async () => root,
    async () => onPut(),
  )
}
