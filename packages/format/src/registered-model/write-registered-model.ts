import type { OpenContext, Ref, RegisteredModelFields, RegisteredModelHeader, Writer } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { humanTime } from '../json/json-text.ts'
import type { ModelFolder } from './model-folder.ts'

export interface RegisteredModelWriting {
  readonly header: RegisteredModelHeader
  readonly context: OpenContext
  readonly folder: ModelFolder
}

/** Writes model.json with the versions that are sealed so far. */
export class RegisteredModelWriter implements Writer {
  readonly ref: Ref
  readonly artifacts = undefined
  readonly #writing: RegisteredModelWriting
  #changed: boolean

  constructor(writing: RegisteredModelWriting) {
    this.ref = { kind: 'registeredModel', id: writing.header.fields.name }
    this.#writing = writing
    this.#changed = writing.context.earlier === undefined
  }

  get changed(): boolean {
    return this.#changed
  }

  async write(): Promise<void> {}

  async link(): Promise<void> {}

  async seal(fingerprint: string | undefined): Promise<void> {
    const { header, folder } = this.#writing
    const { fields, origin } = header
    const stanza = { fingerprint: fingerprint ?? null, origin, extra: fields.extra }
    this.#changed = await folder.sealModel({ object: registeredModel(fields), stanza })
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** As a server answers it: what is empty is left out, and tags are a list. */
function registeredModel({ name, description, tags, creationTime, lastUpdateTime }: RegisteredModelFields): JsonObject {
  return {
    name,
    creation_timestamp: creationTime,
    last_updated_timestamp: lastUpdateTime,
    _creation_timestamp: humanTime(creationTime),
    _last_updated_timestamp: humanTime(lastUpdateTime),
    ...(description === '' ? {} : { description }),
    ...(tags.size === 0 ? {} : { tags: [...tags].map(([key, value]) => ({ key, value })) }),
  }
}
