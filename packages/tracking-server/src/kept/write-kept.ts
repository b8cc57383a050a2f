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
  /** The edition that this writes. */
  readonly edition: number
  /** The fields as they are kept. */
  readonly fieldsOf: (links: readonly Link[]) => Promise<object>
  /** Why it is kept, where its files are of use: then each object says where they are. */
  readonly reason: string | undefined
  readonly signal: AbortSignal
}

/** Keeps one object: its content first, the file that names it last. */
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
    this.artifacts = noting(files, () => {
      this.changed = true
      this.#files = true
    })
  }

  get losses(): readonly MlferryError[] {
    const { reason, files, place } = this.#writing
    // What is there as it was is no news.
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
    if (fingerprint === undefined) return
    const { object, opening, edition, place, fieldsOf } = this.#writing
    if (this.#isKept(fingerprint)) return
    const { ref } = object
    const fields = await fieldsOf(this.#links)
    const origin = object.origin ?? { id: ref.id, uri: redact(opening.sourceUri) }
    // Prompt versions go by name, so those that are not there yet are named all the same.
    const links = [...this.#links, ...this.#pending.filter(({ to }) => to.kind === 'promptVersion')]
    const header = { ref, fields, links, fingerprint, origin }
    const kept = { header, pending: this.#pending, parts: this.#parts, content: edition }
    await this.#put(place.index, writeKeptName({ key: opening.key, edition, fingerprint }), keptText(kept))
  }

  /** All is in the header, and that is there already. */
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

interface Rewriting {
  readonly name: KeptName
  readonly resolved: readonly Link[]
  readonly pending: readonly Link[]
}

/** The same object with links that came later. */
export async function relinkKept(
  object: KeptObject,
  { name, resolved, pending }: Rewriting,
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

/** The same root; says when a file is put. */
function noting(root: ArtifactRoot, put: () => void): ArtifactRoot {
  return lazyRoot(
    root.uri,
    async () => root,
    async () => put(),
  )
}
