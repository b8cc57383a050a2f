import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ArtifactRoot,
  type Link,
  type OpenContext,
  type Part,
  putBytes,
  type Ref,
  spansText,
  type TraceHeader,
  type TraceSpan,
  type Writer,
} from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { recordingRoot } from '../checksums/recording-root.ts'
import { toHead } from '../sealed/object-head.ts'
import type { FolderPlaces } from '../sealed/publish-folder.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'
import { traceStanza, traceText } from './trace-text.ts'

export interface TraceWriting {
  readonly header: TraceHeader
  readonly context: OpenContext
  readonly experiment: ExperimentFolder
  readonly system: JsonObject
}

/** Opens a trace for writing, in a temporary folder beside its place. */
export async function writeTrace(writing: TraceWriting): Promise<Writer> {
  const { header, experiment } = writing
  return new TraceWriter(writing, await experiment.traces.begin(header.ref.id))
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
    if (this.#spans.length > 0) await this.#put(this.artifacts, 'traces.json', spansText(this.#spans))
    const pending = this.#pending as unknown as JsonValue
    const stanza: JsonObject = { fingerprint: fingerprint ?? null, pending, ...traceStanza(header) }
    const root = recordingRoot(this.#places.temporary, { prefix: '', sums: this.#sums, uri: '' })
    await this.#put(root, 'trace.json', traceText(header, { stanza, system, spans: this.#spans }))
    this.#changed = await experiment.traces.publish(this.#places, { head: toHead(stanza), files: this.#sums })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#places.temporary, { recursive: true, force: true })
  }

  async #put(root: ArtifactRoot, path: string, text: string): Promise<void> {
    await putBytes(root, { path, bytes: Buffer.from(text) }, new AbortController().signal)
  }
}
