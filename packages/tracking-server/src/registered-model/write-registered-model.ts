import { isHttpError, type WireRegisteredModel, type WireTag } from '@mlferry/client'
import {
  type ArtifactRoot,
  authorOf,
  type Header,
  isPrompt,
  type Link,
  type MlferryError,
  type OpenContext,
  provenanceTags,
  provenanceToWrite,
  type Ref,
  type RegisteredModelFields,
  sourceTags,
  type Writer,
  type Written,
} from '@mlferry/core'
import { identityIn } from '../server/content-in.ts'
import { createOnce } from '../server/create-once.ts'
import { openDefaultRoot } from '../server/default-root.ts'
import { fieldsKept } from '../server/fields-kept.ts'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap, wireTags } from '../server/tag-map.ts'
import { trackingOf } from '../server/tracking-of.ts'
import { registeredModelHeader } from './read-registered-model.ts'

export async function* writtenRegisteredModels(
  _: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  for await (const { registered_models = [] } of context.client.registeredModels.searchPages({ signal })) {
    yield registered_models
      .filter(({ tags }) => !isPrompt(tagMap(tags)))
      .map((model) => toWrittenModel(registeredModelHeader(model), model, context))
  }
}

export function toWrittenModel(header: Header, model: WireRegisteredModel, context: ServerContext): Written {
  context.memory.aliases.set(model.name, new Map(model.aliases?.map(({ alias, version }) => [alias, String(version)])))
  const tags = tagMap(model.tags)
  return {
    key: model.name,
    target: header.ref,
    ...authorOf(tags),
    ...identityIn(header),
    sealed: tags.get(provenanceTags.fingerprint),
    deleted: false,
    pending: [],
  }
}

export async function openRegisteredModel(
  object: Header<RegisteredModelFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  return new RegisteredModelWriter(await openNamedModel({ object, fields, opening, whole: true, context, signal }))
}

export interface NamedModelOpening {
  readonly object: Header<RegisteredModelFields>
  /** Those of the object. */
  readonly fields: Pick<RegisteredModelFields, 'name' | 'description' | 'tags'>
  readonly opening: OpenContext
  /** Its creation is all that is written of it, so that carries the mark. Default: false. */
  readonly whole?: boolean
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** Finds the registered model (a prompt is one too) that takes the object, or makes it. */
export async function openNamedModel({
  object,
  fields,
  opening,
  whole = false,
  context,
  signal,
}: NamedModelOpening): Promise<RegisteredModelWriting> {
  const { registeredModels } = context.client
  const provenance = sourceTags(object, opening.sourceUri)
  const { earlier } = opening
  const { kind } = object.ref
  if (earlier) {
    const existing = await registeredModels.get({ name: earlier.target.id, signal })
    const missing = provenanceToWrite(provenance, tagMap(existing.tags), opening.mark)
    return { kind, existing, fields, provenance: missing, overwrite: earlier.ours, created: false, context, signal }
  }
  const { name, description } = fields
  const mark = whole ? [{ key: provenanceTags.fingerprint, value: object.fingerprint }] : []
  const tags = [...wireTags(fields.tags), ...provenance, ...mark]
  const create = { name, ...(description ? { description } : {}), tags, signal }
  await createOnce(
    () => registeredModels.create(create),
    () => registeredModels.get({ name, signal }).catch(ifMissing),
  )
  return { kind, existing: create, fields, provenance, overwrite: true, created: true, context, signal }
}

export interface RegisteredModelWriting {
  readonly kind: string
  readonly existing: Pick<WireRegisteredModel, 'name' | 'description' | 'tags'>
  readonly fields: NamedModelOpening['fields']
  readonly provenance: readonly WireTag[]
  /** False: a model of others keeps its own description and tags where they differ. */
  readonly overwrite: boolean
  readonly created: boolean
  readonly context: ServerContext
  readonly signal: AbortSignal
}

export class RegisteredModelWriter implements Writer {
  readonly ref: Ref
  readonly artifacts = undefined
  readonly losses: MlferryError[] = []
  changed: boolean
  /** Tags that it had when it was opened. */
  protected readonly there: ReadonlyMap<string, string>
  /** Tags that stand for links. */
  protected linkTags: readonly WireTag[] = []
  readonly #writing: RegisteredModelWriting

  constructor(writing: RegisteredModelWriting) {
    this.#writing = writing
    this.ref = { kind: writing.kind, id: writing.existing.name }
    this.changed = writing.created
    this.there = tagMap(writing.existing.tags)
  }

  overflow(): Promise<ArtifactRoot> {
    const { context, signal } = this.#writing
    return openDefaultRoot(trackingOf(context), signal)
  }

  async write(): Promise<void> {}

  async link(_resolved: readonly Link[], _pending: readonly Link[]): Promise<void> {}

  async seal(fingerprint: string | undefined): Promise<void> {
    const { existing, fields, provenance, overwrite, context, signal } = this.#writing
    const { there } = this
    const { registeredModels } = context.client
    const { description } = fields
    const had = existing.description ?? ''
    if (!overwrite) this.losses.push(...fieldsKept(fields, { description: had, tags: there }, context))
    if (overwrite ? had !== description : had === '' && description !== '') {
      await registeredModels.update({ name: this.ref.id, description, signal })
      this.changed = true
    }
    const mark = fingerprint === undefined ? [] : [{ key: provenanceTags.fingerprint, value: fingerprint }]
    const own = wireTags(fields.tags).filter(({ key, value }) =>
      overwrite ? there.get(key) !== value : !there.has(key),
    )
    const ours = [...provenance, ...this.linkTags, ...mark].filter(({ key, value }) => there.get(key) !== value)
    for (const { key, value } of [...own, ...ours]) {
      await registeredModels.setTag({ name: this.ref.id, key, value, signal })
      this.changed = true
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Its versions go with it. A prompt of that name stays. */
export async function clearRegisteredModel(
  name: string,
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const found = await client.registeredModels.get({ name, signal }).catch((error: unknown) => {
    if (isHttpError(error) && error.status === 404) return undefined
    throw error
  })
  if (found && !isPrompt(tagMap(found.tags))) await client.registeredModels.delete({ name, signal })
}
