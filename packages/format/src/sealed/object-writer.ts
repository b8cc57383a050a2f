import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactRoot, Header, Link, OpenContext, Part, Ref, Writer } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { recordingRoot } from '../checksums/recording-root.ts'
import { storedKinds } from '../layout/folder-kinds.ts'
import { toHead } from './object-head.ts'
import type { ObjectsOfKind } from './objects-of-kind.ts'
import type { FolderPlaces } from './publish-folder.ts'

/** The part of an object's stanza that is known when it is sealed. */
export interface Seal {
  readonly fingerprint: string | null
  readonly pending: readonly Link[]
}

/** The JSON file of an object, while it is written. */
export interface ObjectFile extends AsyncDisposable {
  /** Writes points or rows. After a failure it is called again with the same part. */
  write(part: Part): Promise<void>
  /** Writes the rest. Resolves to the checksum when the file is on the disk. */
  finish(stanza: JsonObject): Promise<string>
}

export interface ObjectWriting {
  readonly header: Header
  readonly context: OpenContext
  readonly objects: ObjectsOfKind
  /** Its id in this export. Default: the id in the header. */
  readonly id?: string
  /** Name of its folder. Default: made from the id. */
  readonly folder?: string
  /** Address of its artifacts at the source. Absent: the kind has no artifacts. */
  readonly artifactUri?: string
  /** The stanza `mlferry` of its file. */
  readonly stanza: (seal: Seal) => JsonObject
  /** Creates its file. `artifacts` is undefined if the kind has none. */
  readonly begin: (path: string, artifacts: ArtifactRoot | undefined) => Promise<ObjectFile> | ObjectFile
}

/** Opens an object for writing, in a temporary folder beside its place. */
export async function writeObject(writing: ObjectWriting): Promise<Writer> {
  const { header, objects, id = header.ref.id, folder, artifactUri, begin } = writing
  const places = await objects.begin(id, folder)
  const sums = new Map<string, string>()
  const rootOf = (uri: string) =>
    recordingRoot(join(places.temporary, 'artifacts'), { prefix: 'artifacts/', sums, uri })
  const artifacts = artifactUri === undefined ? undefined : rootOf(artifactUri)
  const file = await begin(join(places.temporary, storedKinds[objects.kind].file), artifacts)
  return new ObjectWriter(writing, { id, places, sums, artifacts, file })
}

/** The most likely seal. If it is right, a file that begins with the stanza need not be written twice. */
export function likelySeal({ fingerprint, links }: Header, context: OpenContext): Seal {
  const pending = links.filter((link) => !context.links.some((known) => known.field === link.field))
  return { fingerprint, pending }
}

interface OpenedObject {
  readonly id: string
  readonly places: FolderPlaces
  /** Checksums of its files, by path within its folder. */
  readonly sums: Map<string, string>
  readonly artifacts: ArtifactRoot | undefined
  readonly file: ObjectFile
}

class ObjectWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot | undefined
  readonly #writing: ObjectWriting
  readonly #opened: OpenedObject
  #pending: readonly Link[] = []
  #changed: boolean

  constructor(writing: ObjectWriting, opened: OpenedObject) {
    this.ref = { kind: writing.header.ref.kind, id: opened.id }
    this.artifacts = opened.artifacts
    this.#writing = writing
    this.#opened = opened
    this.#changed = writing.context.earlier === undefined
  }

  get changed(): boolean {
    return this.#changed
  }

  async write(part: Part): Promise<void> {
    await this.#opened.file.write(part)
  }

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { stanza: stanzaOf, objects } = this.#writing
    const { places, sums, file } = this.#opened
    const stanza = stanzaOf({ fingerprint: fingerprint ?? null, pending: this.#pending })
    sums.set(storedKinds[objects.kind].file, await file.finish(stanza))
    this.#changed = await objects.publish(places, { head: toHead(stanza), files: sums })
    await rm(places.temporary, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.file[Symbol.asyncDispose]()
    await rm(this.#opened.places.temporary, { recursive: true, force: true })
  }
}

/** The stanza of an object with one file. `id` is its id in this export, `more` is what its kind adds. */
export function fileStanza({ ref, links, origin }: Header, id: string, more: JsonObject): (seal: Seal) => JsonObject {
  return (seal) => ({
    kind: ref.kind,
    id,
    ...seal,
    links,
    origin,
    ...more,
  })
}
