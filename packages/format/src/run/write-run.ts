import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type ArtifactRoot,
  InternalError,
  type Link,
  type OpenContext,
  type Part,
  type Ref,
  type RunHeader,
  type Writer,
} from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { recordingRoot } from '../checksums/recording-root.ts'
import { SummedFile } from '../checksums/summed-file.ts'
import { formatHead, replaceHead, toHead } from '../sealed/object-head.ts'
import type { FolderPlaces } from '../sealed/publish-folder.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'
import { linkTags } from './link-tags.ts'
import { metricKey, pointsText, runStanza, textAfterMetrics, textBeforeMetrics } from './run-text.ts'

export interface RunWriting {
  readonly header: RunHeader
  readonly context: OpenContext
  readonly experiment: ExperimentFolder
  readonly system: JsonObject
}

/** Opens a run for writing, in a temporary folder beside its place. */
export async function writeRun(writing: RunWriting): Promise<Writer> {
  const { header, context, experiment, system } = writing
  const folders = await experiment.runs.begin(header.ref.id)
  const file = await SummedFile.create(join(folders.temporary, 'run.json'))
  // A good guess at what will be sealed: where it holds, the file need not be written twice.
  const pending = header.links.filter((link) => !context.links.some((known) => known.field === link.field))
  const head = formatHead(headOf(header, { fingerprint: header.fingerprint, pending }))
  file.append(head)
  file.append(textBeforeMetrics(header, { system, alone: experiment.alone }))
  return new RunWriter(writing, { folders, file, head })
}

interface OpenedRun {
  readonly folders: FolderPlaces
  readonly file: SummedFile
  /** As it stands in the file. */
  readonly head: string
}

class RunWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot
  readonly #writing: RunWriting
  readonly #opened: OpenedRun
  readonly #sums = new Map<string, string>()
  readonly #keys = new Set<string>()
  #key: string | undefined
  #last: Part | undefined
  #pending: readonly Link[] = []
  #changed: boolean

  constructor(writing: RunWriting, opened: OpenedRun) {
    this.ref = writing.header.ref
    this.artifacts = recordingRoot(join(opened.folders.temporary, 'artifacts'), {
      prefix: 'artifacts/',
      sums: this.#sums,
      uri: writing.header.fields.artifactUri,
    })
    this.#writing = writing
    this.#opened = opened
    this.#changed = writing.context.earlier === undefined
  }

  get changed(): boolean {
    return this.#changed
  }

  async write(part: Part): Promise<void> {
    const { file } = this.#opened
    // The same part again, after a write that failed: it is in the buffer already.
    if (part.type === 'metrics' && part !== this.#last && part.chunk.values.length > 0) {
      file.append(this.#lead(part.chunk.key) + pointsText(part.chunk))
      this.#last = part
    }
    await file.drain()
  }

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { header, experiment } = this.#writing
    const { folders, file, head } = this.#opened
    file.append(`${this.#key === undefined ? '' : '\n      ]'}${textAfterMetrics(this.#tags())}`)
    const written = await file.finish()
    const sealed = headOf(header, { fingerprint: fingerprint ?? null, pending: this.#pending })
    const same = formatHead(sealed) === head
    this.#sums.set('run.json', same ? written : await replaceHead(join(folders.temporary, 'run.json'), sealed))
    this.#changed = await experiment.runs.publish(folders, { head: toHead(sealed), files: this.#sums })
    await rm(folders.temporary, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#opened.file[Symbol.asyncDispose]()
    await rm(this.#opened.folders.temporary, { recursive: true, force: true })
  }

  /** What stands before the points of a chunk: a comma, or the end of one metric and the begin of another. */
  #lead(key: string): string {
    if (key === this.#key) return ',\n'
    if (this.#keys.has(key))
      throw new InternalError(`The points of the metric ${JSON.stringify(key)} came in two pieces`)
    const end = this.#key === undefined ? '\n' : '\n      ],\n'
    this.#keys.add(key)
    this.#key = key
    return `${end}${metricKey(key)}\n`
  }

  /**
   * The importer of the Python tool fails on a run whose parent does not stand in the same experiment. So the tags that name other
   * runs are written only where these are here; the links in our stanza say it in any case.
   */
  #tags(): ReadonlyMap<string, string> {
    const { header, experiment } = this.#writing
    const named = [...linkTags].flatMap(([tag, field]) => {
      const link = header.links.find((each) => each.field === field && experiment.runs.sealed.has(each.to.id))
      return link ? [[tag, link.to.id] as const] : []
    })
    return new Map([...header.fields.tags, ...named])
  }
}

interface Seal {
  readonly fingerprint: string | null
  readonly pending: readonly Link[]
}

function headOf(header: RunHeader, { fingerprint, pending }: Seal): JsonObject {
  return { fingerprint, pending: pending as unknown as JsonValue, ...runStanza(header) }
}
