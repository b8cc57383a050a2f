import { isHttpError, isOutcomeUnknown, type WireRegisteredModel, type WireTag } from '@mlferry/client'
import {
  type Header,
  type OpenContext,
  provenanceTags,
  type Ref,
  type RegisteredModelFields,
  type Writer,
  type Written,
} from '@mlferry/core'
import { sourceTags } from '../server/provenance.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap, wireTags } from '../server/tag-map.ts'

export async function* writtenRegisteredModels(
  _: Ref | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  for await (const { registered_models = [] } of context.client.registeredModels.searchPages({ signal })) {
    yield registered_models.map((model) => {
      const tags = tagMap(model.tags)
      return {
        key: model.name,
        target: { kind: 'registeredModel', id: model.name },
        ours: tags.has(provenanceTags.sourceId),
        sealed: tags.get(provenanceTags.fingerprint),
        deleted: false,
        pending: [],
      }
    })
  }
}

export async function openRegisteredModel(
  object: Header,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields as RegisteredModelFields
  const { registeredModels } = context.client
  const provenance = sourceTags(object, opening.sourceUri)
  const { earlier } = opening
  if (earlier) {
    const existing = await registeredModels.get({ name: earlier.target.id, signal })
    return new RegisteredModelWriter({
      existing,
      fields,
      provenance,
      overwrite: earlier.ours,
      created: false,
      context,
      signal,
    })
  }
  const { name, description } = fields
  const tags = [...wireTags(fields.tags), ...provenance]
  const create = { name, ...(description ? { description } : {}), tags, signal }
  await registeredModels.create(create).catch(async (error) => {
    if (!isOutcomeUnknown(error)) throw error
    // The answer was lost: made a second time, the name is taken.
    await registeredModels.create(create).catch((again) => {
      if (!isHttpError(again) || again.mlflowCode !== 'RESOURCE_ALREADY_EXISTS') throw again
    })
  })
  return new RegisteredModelWriter({
    existing: create,
    fields,
    provenance,
    overwrite: true,
    created: true,
    context,
    signal,
  })
}

interface RegisteredModelWriting {
  readonly existing: Pick<WireRegisteredModel, 'name' | 'description' | 'tags'>
  readonly fields: RegisteredModelFields
  readonly provenance: readonly WireTag[]
  /** False: a model of others keeps its own description and tags where they differ. */
  readonly overwrite: boolean
  readonly created: boolean
  readonly context: ServerContext
  readonly signal: AbortSignal
}

class RegisteredModelWriter implements Writer {
  readonly ref: Ref
  readonly artifacts = undefined
  changed: boolean
  readonly #writing: RegisteredModelWriting

  constructor(writing: RegisteredModelWriting) {
    this.#writing = writing
    this.ref = { kind: 'registeredModel', id: writing.existing.name }
    this.changed = writing.created
  }

  async write(): Promise<void> {}

  async link(): Promise<void> {}

  async seal(fingerprint: string | undefined): Promise<void> {
    const { existing, fields, provenance, overwrite, context, signal } = this.#writing
    const { registeredModels } = context.client
    const { description } = fields
    const had = existing.description ?? ''
    if (overwrite ? had !== description : had === '' && description !== '') {
      await registeredModels.update({ name: this.ref.id, description, signal })
      this.changed = true
    }
    const there = tagMap(existing.tags)
    const mark = fingerprint === undefined ? [] : [{ key: provenanceTags.fingerprint, value: fingerprint }]
    const own = wireTags(fields.tags).filter(({ key, value }) =>
      overwrite ? there.get(key) !== value : !there.has(key),
    )
    const ours = [...provenance.filter(({ key }) => !there.has(key)), ...mark].filter(
      ({ key, value }) => there.get(key) !== value,
    )
    for (const { key, value } of [...own, ...ours]) {
      await registeredModels.setTag({ name: this.ref.id, key, value, signal })
      this.changed = true
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
