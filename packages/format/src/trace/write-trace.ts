import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ArtifactRoot,
  type JsonObject,
  type JsonValue,
  type Link,
  type OpenContext,
  type Part,
  type Ref,
  spansText,
  type TraceHeader,
  type TraceSpan,
  type Writer,
} from '@mlferry/core'
import type { ExperimentFolder } from '../experiment-folder.ts'
import type { FolderPlaces } from '../object-folders.ts'
import { toHead } from '../object-head.ts'
import { publishFolder } from '../publish-folder.ts'
import { recordingRoot } from '../recording-root.ts'
import { traceStanza, traceText } from './trace-text.ts'

export interface TraceWriting {
  readonly header: TraceHeader
  readonly context: OpenContext
  readonly experiment: ExperimentFolder
  readonly system: JsonObject
}

/** Opens a trace for writing, in a temporary folder beside its place. */
export async function writeTrace(writing: TraceWriting): Promise<Writer> {
  const { id } = writing.header.ref
  const { traces } = writing.experiment
  const places = traces.placesOf(id)
  traces.unsealed.add(id)
  await rm(places.temporary, { recursive: true, force: true })
  await mkdir(places.temporary, { recursive: true })
  return new TraceWriter(writing, places)
}

/** Both files are written at once, when the trace is sealed: its spans stand in memory until then. */
class TraceWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot
  readonly #writing: TraceWriting
  readonly #places: FolderPlaces
  readonly #sums = new Map<string, string>()
  #spans: TraceSpan[] = []
  #pending: readonly Link[] = []
  #changed: boolean

  constructor(writing: TraceWriting, places: FolderPlaces) {
    const { header, context } = writing
    this.ref = header.ref
    this.artifacts = recordingRoot(join(places.temporary, 'artifacts'), {
      prefix: 'artifacts/',
      sums: this.#sums,
      uri: header.fields.artifactUri,
    })
    this.#writing = writing
    this.#places = places
    this.#changed = context.earlier === undefined
  }

  get changed(): boolean {
    return this.#changed
  }

  async write(part: Part): Promise<void> {
    if (part.type === 'rows') this.#spans.push(...(part.rows as readonly TraceSpan[]))
  }

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { header, system, experiment } = this.#writing
    const { traces } = experiment
    const { folder, older } = this.#places
    const { id } = header.ref
    if (this.#spans.length > 0) await this.#put(this.artifacts, 'traces.json', spansText(this.#spans))
    const pending = this.#pending as unknown as JsonValue
    const stanza: JsonObject = { fingerprint: fingerprint ?? null, pending, ...traceStanza(header) }
    const root = recordingRoot(this.#places.temporary, { prefix: '', sums: this.#sums, uri: '' })
    await this.#put(root, 'trace.json', traceText(header, { stanza, system, spans: this.#spans }))
    const before = traces.sealed.get(id)?.lines
    try {
      await publishFolder(this.#places)
      await traces.seal(toHead(stanza), { folder, files: this.#sums })
    } catch (error) {
      // The older one may be out of its place, so it counts no more: this trace is unfinished.
      traces.sealed.delete(id)
      throw error
    }
    await rm(older, { recursive: true, force: true })
    this.#changed = before !== traces.sealed.get(id)?.lines
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#places.temporary, { recursive: true, force: true })
  }

  async #put(root: ArtifactRoot, path: string, text: string): Promise<void> {
    const bytes = Buffer.from(text)
    const body = async function* (start: number) {
      yield bytes.subarray(start)
    }
    await root.put({ path, size: bytes.length }, body, new AbortController().signal)
  }
}
