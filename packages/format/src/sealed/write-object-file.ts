import { rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type Header,
  type Link,
  makeFolder,
  type OpenContext,
  type Part,
  type Ref,
  refKey,
  type Writer,
} from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { SummedFile } from '../checksums/summed-file.ts'
import type { ObjectFiles } from './object-files.ts'
import { formatHead, replaceHead } from './object-head.ts'

export interface ObjectFileWriting {
  readonly header: Header
  /** Its id in this directory. */
  readonly id: string
  readonly context: OpenContext
  readonly files: ObjectFiles
  /** Within the folder of `files`. */
  readonly path: string
  /** What its kind adds to the stanza of mlferry. */
  readonly stanza: JsonObject
  /** From after the stanza to where the rows begin; of an object without rows: all of the rest. */
  readonly before: string
  /** From after the rows to the end. */
  readonly after?: string
  /** One row, a line without its end. */
  readonly row?: (row: JsonObject) => string
}

/** Opens an object that is one file for writing, beside its place. */
export async function writeObjectFile(writing: ObjectFileWriting): Promise<Writer> {
  const { header, id, context, files, path, before } = writing
  files.unsealed.add(refKey({ kind: header.ref.kind, id }))
  const temporary = join(files.dir, `${path}.new`)
  await makeFolder(dirname(temporary), { private: true })
  await rm(temporary, { force: true })
  const file = await SummedFile.create(temporary)
  // A good guess at what will be sealed: where it holds, the file need not be written twice.
  const pending = header.links.filter((link) => !context.links.some((known) => known.field === link.field))
  const head = formatHead(headOf(writing, { fingerprint: header.fingerprint, pending }))
  file.append(head + before)
  return new ObjectFileWriter(writing, { file, temporary, head })
}

interface OpenedFile {
  readonly file: SummedFile
  readonly temporary: string
  /** As it stands in the file. */
  readonly head: string
}

class ObjectFileWriter implements Writer {
  readonly ref: Ref
  readonly artifacts = undefined
  changed: boolean
  readonly #writing: ObjectFileWriting
  readonly #opened: OpenedFile
  #pending: readonly Link[] = []
  #last: Part | undefined
  #rows = 0

  constructor(writing: ObjectFileWriting, opened: OpenedFile) {
    this.ref = { kind: writing.header.ref.kind, id: writing.id }
    this.#writing = writing
    this.#opened = opened
    this.changed = writing.context.earlier === undefined
  }

  async write(part: Part): Promise<void> {
    const { row } = this.#writing
    const { file } = this.#opened
    // The same part again, after a write that failed: it is in the buffer already.
    if (part.type === 'rows' && part !== this.#last && row) {
      for (const each of part.rows) file.append(`${this.#rows++ === 0 ? '\n' : ',\n'}${row(each)}`)
      this.#last = part
    }
    await file.drain()
  }

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { files, path, after = '' } = this.#writing
    const { file, temporary, head } = this.#opened
    file.append(after)
    const written = await file.finish()
    const stanza = headOf(this.#writing, { fingerprint: fingerprint ?? null, pending: this.#pending })
    const sha256 = formatHead(stanza) === head ? written : await replaceHead(temporary, stanza)
    this.changed = await files.seal(this.ref, { path, temporary, stanza, sha256 })
    await rm(temporary, { force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.file[Symbol.asyncDispose]()
    await rm(this.#opened.temporary, { force: true })
  }
}

interface Seal {
  readonly fingerprint: string | null
  readonly pending: readonly Link[]
}

function headOf({ header, id, stanza }: ObjectFileWriting, { fingerprint, pending }: Seal): JsonObject {
  const { ref, links, origin } = header
  return {
    kind: ref.kind,
    id,
    fingerprint,
    pending: pending as unknown as JsonValue,
    links: links as unknown as JsonValue,
    ...(origin ? { origin: { ...origin } } : {}),
    ...stanza,
  }
}
