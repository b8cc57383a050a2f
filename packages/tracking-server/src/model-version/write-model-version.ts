import type { WireModelVersion } from '@mlferry/client'
import {
  type ArtifactRoot,
  type Header,
  type Link,
  MlferryError,
  type ModelVersionFields,
  modelVersionId,
  type OpenContext,
  provenanceTags,
  type Ref,
  type Writer,
  type Written,
} from '@mlferry/core'
import { pendingTags, readPending, sourceTags } from '../server/provenance.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap, wireTags } from '../server/tag-map.ts'
import { createNumbered } from './create-numbered.ts'
import { searchVersions } from './read-model-version.ts'
import { placeVersion, type VersionPlace } from './version-place.ts'

export async function* writtenModelVersions(
  scope: Ref | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  if (!scope) return
  const versions: Written[] = []
  for await (const { name, version, tags: wire } of searchVersions(scope.id, context, signal)) {
    const tags = tagMap(wire)
    const source = tags.get(provenanceTags.sourceId)
    // A version that was to fill a gap and was not deleted is nobody's.
    if (source !== undefined && Number(source.split('/').at(-1)) !== Number(version)) continue
    versions.push({
      key: modelVersionId(name, version),
      target: { kind: 'modelVersion', id: modelVersionId(name, version) },
      ours: source !== undefined,
      sealed: tags.get(provenanceTags.fingerprint),
      deleted: false,
      pending: readPending(tags, { run: 'run', model: 'loggedModel', files: 'run' }),
    })
  }
  yield versions
}

export async function openModelVersion(
  object: Header,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields as ModelVersionFields
  const { name, version } = fields
  const provenance = sourceTags(object, opening.sourceUri)
  const { earlier } = opening
  if (earlier && !earlier.ours) {
    throw new MlferryError(
      'ERR_VERSION_NUMBER_TAKEN',
      `${context.label} has a version ${version} of '${name}' that is not ours.`,
      {
        hint: 'A version never gets another number. Import under another name (--model-rename-file), or remove the model there first.',
      },
    )
  }
  const existing = earlier && (await context.client.modelVersions.get({ name, version: String(version), signal }))
  const place = existing ? { source: existing.source ?? '' } : await placeVersion(object, { opening, context, signal })
  return new ModelVersionWriter({ existing, place, fields, provenance, context, signal })
}

interface ModelVersionWriting {
  /** The version at the target, when an earlier job made it. */
  readonly existing: WireModelVersion | undefined
  readonly place: VersionPlace
  readonly fields: ModelVersionFields
  readonly provenance: readonly { readonly key: string; readonly value: string }[]
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** Creates the version when its files are there: what loads models by alias never sees one without files. */
class ModelVersionWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot | undefined
  changed: boolean
  readonly #writing: ModelVersionWriting
  #pending: readonly Link[] = []

  constructor(writing: ModelVersionWriting) {
    const { fields, place, existing } = writing
    this.#writing = writing
    this.ref = { kind: 'modelVersion', id: modelVersionId(fields.name, fields.version) }
    this.artifacts = place.artifacts
    this.changed = existing === undefined
  }

  async write(): Promise<void> {}

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#pending = pending
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { fields, context, signal } = this.#writing
    const { modelVersions, registeredModels } = context.client
    const there = this.#writing.existing ?? (await this.#create())
    const id = { name: fields.name, version: String(fields.version), signal }
    if ((there.description ?? '') !== fields.description) {
      await this.#write(modelVersions.update({ ...id, description: fields.description }))
    }
    if ((there.current_stage || 'None') !== fields.stage) {
      await this.#write(modelVersions.transitionStage({ ...id, stage: fields.stage }))
    }
    const aliases = await this.#aliases()
    for (const alias of fields.aliases) {
      if (!aliases.has(alias)) await this.#write(registeredModels.setAlias({ ...id, alias }))
    }
    const had = tagMap(there.tags)
    const mark = fingerprint === undefined ? [] : [{ key: provenanceTags.fingerprint, value: fingerprint }]
    for (const { key, value } of [...wireTags(fields.tags), ...pendingTags(this.#pending), ...mark]) {
      if (had.get(key) !== value) await this.#write(modelVersions.setTag({ ...id, key, value }))
    }
  }

  async #create(): Promise<WireModelVersion> {
    const { fields, place, provenance, context, signal } = this.#writing
    const { name, version, description, runLink } = fields
    const create = {
      name,
      source: place.source,
      ...(place.runId ? { runId: place.runId } : {}),
      ...(place.modelId ? { modelId: place.modelId } : {}),
      ...(runLink ? { runLink } : {}),
      ...(description ? { description } : {}),
      tags: [...wireTags(fields.tags), ...provenance, ...pendingTags(this.#pending)],
      signal,
    }
    const made = await createNumbered(version, create, context, signal)
    return { ...made, tags: create.tags, description }
  }

  /** Those that the version has already. */
  async #aliases(): Promise<ReadonlySet<string>> {
    const { fields, existing, context, signal } = this.#writing
    if (!existing || fields.aliases.length === 0) return new Set()
    const { aliases = [] } = await context.client.registeredModels.get({ name: fields.name, signal })
    return new Set(aliases.filter(({ version }) => Number(version) === fields.version).map(({ alias }) => alias))
  }

  async #write(call: Promise<void>): Promise<void> {
    this.changed = true
    await call
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
