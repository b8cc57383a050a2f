import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactRoot, Link, LoggedModelHeader, OpenContext, Ref, Writer } from '@mlferry/core'
import type { JsonObject, JsonValue } from '@mlferry/exact-json'
import { recordingRoot } from '../checksums/recording-root.ts'
import { writeSummedFile } from '../checksums/summed-file.ts'
import { toHead } from '../sealed/object-head.ts'
import type { FolderPlaces } from '../sealed/publish-folder.ts'
import type { ExperimentFolder } from '../writing/experiment-folder.ts'
import { loggedModelStanza, loggedModelText } from './logged-model-text.ts'

export interface LoggedModelWriting {
  readonly header: LoggedModelHeader
  readonly context: OpenContext
  readonly experiment: ExperimentFolder
  readonly system: JsonObject
}

/** Opens a logged model for writing, in a temporary folder beside its place. */
export async function writeLoggedModel(writing: LoggedModelWriting): Promise<Writer> {
  const { header, experiment } = writing
  return new LoggedModelWriter(writing, await experiment.loggedModels.begin(header.ref.id))
}

/** All of a logged model stands in its header: the file is written at once, when it is sealed. */
class LoggedModelWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot
  readonly #writing: LoggedModelWriting
  readonly #places: FolderPlaces
  readonly #sums = new Map<string, string>()
  #pending: readonly Link[] = []
  #changed: boolean

  constructor(writing: LoggedModelWriting, places: FolderPlaces) {
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

  async write(): Promise<void> {}

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { header, system, experiment } = this.#writing
    const pending = this.#pending as unknown as JsonValue
    const stanza: JsonObject = { fingerprint: fingerprint ?? null, pending, ...loggedModelStanza(header) }
    const path = join(this.#places.temporary, 'logged_model.json')
    this.#sums.set('logged_model.json', await writeSummedFile(path, loggedModelText(header, { stanza, system })))
    this.#changed = await experiment.loggedModels.publish(this.#places, { head: toHead(stanza), files: this.#sums })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#places.temporary, { recursive: true, force: true })
  }
}
