import { rm } from 'node:fs/promises'
import {
  type ArtifactRoot,
  type Link,
  type ModelVersionHeader,
  makeFolder,
  modelVersionId,
  type OpenContext,
  type Ref,
  type Writer,
} from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { recordingRoot } from '../checksums/recording-root.ts'
import type { ModelFolder } from '../registered-model/model-folder.ts'
import { type FolderPlaces, publishFolder } from '../sealed/publish-folder.ts'
import { modelVersionObject, type SourceRun } from './model-version-object.ts'

export interface ModelVersionWriting {
  readonly header: ModelVersionHeader
  readonly context: OpenContext
  readonly folder: ModelFolder
  /** Name of its model here. */
  readonly name: string
  readonly sourceRun: SourceRun
}

/** Opens a version for writing. It has a folder of its own if its files belong to no run or logged model of this export. */
export async function writeModelVersion(writing: ModelVersionWriting): Promise<Writer> {
  const { header, context, folder } = writing
  const { version, artifactUri, source } = header.fields
  await folder.ready()
  folder.unsealed.add(version)
  if (context.links.some(({ field }) => field === 'model' || field === 'files')) return new ModelVersionWriter(writing)
  const places = folder.placesOf(version)
  await rm(places.temporary, { recursive: true, force: true })
  await makeFolder(places.temporary, { private: true })
  const sums = new Map<string, string>()
  const root = recordingRoot(places.temporary, { prefix: '', sums, uri: artifactUri || source })
  return new ModelVersionWriter(writing, { places, sums, root })
}

interface OwnFiles {
  readonly places: FolderPlaces
  readonly sums: ReadonlyMap<string, string>
  readonly root: ArtifactRoot
}

class ModelVersionWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot | undefined
  readonly #writing: ModelVersionWriting
  readonly #own: OwnFiles | undefined
  #pending: readonly Link[] = []
  #changed: boolean

  constructor(writing: ModelVersionWriting, own?: OwnFiles) {
    const { header, context, name } = writing
    this.ref = { kind: 'modelVersion', id: modelVersionId(name, header.fields.version) }
    this.artifacts = own?.root
    this.#writing = writing
    this.#own = own
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
    const { header, folder, name, sourceRun } = this.#writing
    const { fields, links, origin } = header
    const stanza: JsonObject = {
      fingerprint: fingerprint ?? null,
      pending: this.#pending,
      links,
      artifactUri: fields.artifactUri,
      ...(this.#own ? { files: this.#own.sums.size } : {}),
      origin,
      extra: fields.extra,
    }
    const object = modelVersionObject({ ...fields, name }, { links, sourceRun })
    const { final, older } = folder.placesOf(fields.version)
    try {
      if (this.#own) await publishFolder(this.#own.places)
      this.#changed = await folder.sealVersion(fields.version, { object, stanza }, this.#own?.sums)
    } catch (error) {
      // The older files may have been moved away, so this version is unfinished.
      folder.versions.delete(fields.version)
      throw error
    }
    await rm(this.#own ? older : final, { recursive: true, force: true })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#own) await rm(this.#own.places.temporary, { recursive: true, force: true })
  }
}
