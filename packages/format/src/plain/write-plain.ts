import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Header, Link, OpenContext, Ref, Writer } from '@mlferry/core'
import { type JsonObject, type JsonValue, stringifyJson } from '@mlferry/exact-json'
import { writeSummedFile } from '../checksums/summed-file.ts'
import { heldKinds } from '../layout/folder-kinds.ts'
import type { ObjectFolders } from '../sealed/object-folders.ts'
import { formatHead, toHead } from '../sealed/object-head.ts'
import type { FolderPlaces } from '../sealed/publish-folder.ts'
import type { PlainKind } from './plain-kind.ts'

export interface PlainWriting {
  readonly header: Header
  readonly context: OpenContext
  readonly kind: PlainKind
  readonly objects: ObjectFolders
  readonly system: JsonObject
}

/** Opens an object for writing, in a temporary folder beside its place. */
export async function writePlain(writing: PlainWriting): Promise<Writer> {
  return new PlainWriter(writing, await writing.objects.begin(writing.header.ref.id))
}

/** All of it stands in its header: the file is written at once, when it is sealed. */
class PlainWriter implements Writer {
  readonly ref: Ref
  readonly artifacts = undefined
  readonly #writing: PlainWriting
  readonly #places: FolderPlaces
  #pending: readonly Link[] = []
  #changed: boolean

  constructor(writing: PlainWriting, places: FolderPlaces) {
    this.ref = writing.header.ref
    this.#writing = writing
    this.#places = places
    this.#changed = writing.context.earlier === undefined
  }

  get changed(): boolean {
    return this.#changed
  }

  async write(): Promise<void> {}

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { header, context, kind, objects } = this.#writing
    const { file } = heldKinds[kind.name]
    const stanza: JsonObject = {
      fingerprint: fingerprint ?? null,
      pending: this.#pending as unknown as JsonValue,
      id: header.ref.id,
      key: context.key,
      links: header.links as unknown as JsonValue,
      ...(header.origin ? { origin: header.origin as unknown as JsonObject } : {}),
      extra: (header.fields as { extra?: JsonObject }).extra ?? {},
    }
    const sha256 = await writeSummedFile(join(this.#places.temporary, file), this.#text(stanza))
    this.#changed = await objects.publish(this.#places, { head: toHead(stanza), files: new Map([[file, sha256]]) })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#places.temporary, { recursive: true, force: true })
  }

  #text(stanza: JsonObject): string {
    const { header, kind, system } = this.#writing
    const rest = stringifyJson({ system, mlflow: kind.write(header) }, { indent: 2, ascii: true })
    return `${formatHead(stanza)}${rest.slice(2)}\n`
  }
}
