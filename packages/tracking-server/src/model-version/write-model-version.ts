import type { WireModelVersion, WireTag } from '@mlferry/client'
import {
  type ArtifactRoot,
  authorOf,
  type Header,
  type Link,
  MlferryError,
  type ModelVersionFields,
  modelVersionId,
  type OpenContext,
  pendingTags,
  promptTag,
  provenanceTags,
  provenanceToWrite,
  type Ref,
  readPending,
  sourceTags,
  type Writer,
  type Written,
} from '@mlferry/core'
import { identityIn } from '../server/content-in.ts'
import { openDefaultRoot } from '../server/default-root.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { ServerKind } from '../server/server-kind.ts'
import { tagMap, wireTags } from '../server/tag-map.ts'
import { trackingOf } from '../server/tracking-of.ts'
import { createNumbered, foreseeNumber, isStray, removeStrays } from './create-numbered.ts'
import { movesPackage } from './lifecycle-alias.ts'
import { modelVersionHeader } from './model-version-header.ts'
import { searchVersions } from './read-model-version.ts'
import { refusedSource } from './refused-source.ts'
import { placeAgain, placeVersion, type VersionPlace } from './version-place.ts'

export async function* writtenModelVersions(
  scopes: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  const scope = scopes?.[0]
  if (!scope) return
  const links = { run: 'run', model: 'loggedModel', files: 'run' }
  const headerOf = (version: WireModelVersion, aliases: readonly string[]) =>
    modelVersionHeader(version, { aliases, runRoot: undefined, download: '' })
  const ofModel = { kind: 'modelVersion', name: scope.id, search: searchVersions, links, headerOf }
  yield await writtenVersions(ofModel, context, signal)
}

export interface WrittenVersions {
  readonly kind: string
  readonly name: string
  /** Lists all versions of that name. */
  readonly search: typeof searchVersions
  /** By field, the kinds that a version may wait for. */
  readonly links: Readonly<Record<string, string>>
  readonly headerOf: (version: WireModelVersion, aliases: readonly string[]) => Header
}

export async function writtenVersions(
  { kind, name, search, links, headerOf }: WrittenVersions,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Written[]> {
  const versions: Written[] = []
  const aliases = context.memory.aliases.get(name)
  // Whichever version has them: an alias that was moved at the target stays where it is.
  const known = [...(aliases?.keys() ?? [])].map((alias) => `alias ${alias}`)
  const aliasesOf = (version: string) => [...(aliases ?? [])].flatMap(([alias, of]) => (of === version ? [alias] : []))
  for await (const found of search(name, context, signal)) {
    const { version, current_stage } = found
    const tags = tagMap(found.tags)
    const source = tags.get(provenanceTags.sourceId)
    // A version that was to fill a gap and was not deleted is nobody's.
    if (isStray(found) || (source !== undefined && Number(source.split('/').at(-1)) !== Number(version))) continue
    versions.push({
      key: modelVersionId(name, version),
      target: { kind, id: modelVersionId(name, version) },
      ...authorOf(tags),
      ...identityIn(headerOf(found, aliasesOf(String(version)))),
      sealed: tags.get(provenanceTags.fingerprint),
      setLater: current_stage && current_stage !== 'None' ? ['stage', ...known] : known,
      deleted: false,
      pending: readPending(tags, links),
    })
  }
  return versions
}

export async function openModelVersion(
  object: Header<ModelVersionFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  const existing = await existingVersion(fields, opening, context, signal)
  const placing = { opening, context, signal }
  const place = existing ? await placeAgain(existing, placing) : await placeVersion(object, placing)
  const provenance = versionProvenance(object, opening, existing)
  return new ModelVersionWriter({
    kind: object.ref.kind,
    existing,
    place,
    fields,
    provenance,
    filler: 's3://unused/none',
    search: searchVersions,
    context,
    signal,
  })
}

/** Of a new version all; of one that is there, what is to be written anew. */
export function versionProvenance(
  object: Header,
  { sourceUri, mark }: OpenContext,
  existing: WireModelVersion | undefined,
): readonly WireTag[] {
  const tags = sourceTags(object, sourceUri)
  return existing ? provenanceToWrite(tags, tagMap(existing.tags), mark ?? 'none') : tags
}

/** For a dry run: throws what the writer would, when the number is taken. */
export function foreseeVersion(search: typeof searchVersions): NonNullable<ServerKind<ModelVersionFields>['foresee']> {
  return async (object, { earlier }, context, signal) => {
    const { name, version } = object.fields
    if (earlier && !earlier.ours) throw notOurs({ name, version }, context)
    if (!earlier) await foreseeNumber(name, { version, search, context, signal })
  }
}

/** The version that an earlier job made. One of others is never touched. */
export async function existingVersion(
  { name, version }: Pick<ModelVersionFields, 'name' | 'version'>,
  { earlier }: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<WireModelVersion | undefined> {
  if (!earlier) return undefined
  if (!earlier.ours) throw notOurs({ name, version }, context)
  return context.client.modelVersions.get({ name, version: String(version), signal })
}

function notOurs(
  { name, version }: Pick<ModelVersionFields, 'name' | 'version'>,
  { label }: ServerContext,
): MlferryError {
  return new MlferryError(
    'ERR_VERSION_NUMBER_TAKEN',
    `${label} has a version ${version} of '${name}' that is not ours.`,
    {
      hint: 'A version never gets another number. Import under another name (--model-rename-file), or remove the model there first.',
    },
  )
}

export interface ModelVersionWriting {
  readonly kind: string
  /** The version at the target, when an earlier job made it. */
  readonly existing: WireModelVersion | undefined
  readonly place: VersionPlace
  /** Source of the versions that fill gaps. */
  readonly filler: string
  readonly search: typeof searchVersions
  readonly fields: Pick<
    ModelVersionFields,
    'name' | 'version' | 'description' | 'stage' | 'aliases' | 'runLink' | 'tags'
  >
  readonly provenance: readonly { readonly key: string; readonly value: string }[]
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** Creates the version when its files are there: what loads models by alias never sees one without files. */
export class ModelVersionWriter implements Writer {
  readonly ref: Ref
  readonly artifacts: ArtifactRoot | undefined
  changed: boolean
  /** Tags that stand for links. */
  protected linkTags: readonly WireTag[] = []
  /** Tags that it had when it was opened. */
  protected readonly there: ReadonlyMap<string, string>
  readonly #writing: ModelVersionWriting
  last: (() => Promise<void>) | undefined

  constructor(writing: ModelVersionWriting) {
    const { kind, fields, place, existing } = writing
    this.#writing = writing
    this.ref = { kind, id: modelVersionId(fields.name, fields.version) }
    this.artifacts = place.artifacts
    this.changed = existing === undefined
    this.there = tagMap(existing?.tags)
  }

  /** Not among the files of the model. */
  overflow(): Promise<ArtifactRoot> {
    const { context, signal } = this.#writing
    return openDefaultRoot(trackingOf(context), signal)
  }

  async write(): Promise<void> {}

  async link(_resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.linkTags = pendingTags(pending)
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { fields, provenance, search, context, signal } = this.#writing
    const { modelVersions, registeredModels } = context.client
    // A kill may have left what filled the gap before it.
    if (this.#writing.existing && !this.there.has(provenanceTags.fingerprint)) {
      await removeStrays(fields.name, { search, context, signal })
    }
    const there = this.#writing.existing ?? (await this.#create(fingerprint))
    const id = { name: fields.name, version: String(fields.version), signal }
    if ((there.description ?? '') !== fields.description) {
      await this.#write(modelVersions.update({ ...id, description: fields.description }))
    }
    if ((there.current_stage || 'None') !== fields.stage) {
      await this.#write(modelVersions.transitionStage({ ...id, stage: fields.stage }))
    }
    const missing = await this.#missingAliases()
    for (const alias of missing.filter((each) => !movesPackage(each))) {
      await this.#write(registeredModels.setAlias({ ...id, alias }))
    }
    const had = tagMap(there.tags)
    const writeTags = async (tags: readonly WireTag[]) => {
      for (const { key, value } of tags) {
        if (had.get(key) !== value) await this.#write(modelVersions.setTag({ ...id, key, value }))
      }
    }
    const mark = fingerprint === undefined ? [] : [{ key: provenanceTags.fingerprint, value: fingerprint }]
    const renewed = this.#writing.existing ? provenance : []
    await writeTags([...wireTags(fields.tags), ...this.linkTags, ...renewed])
    const last = missing.filter(movesPackage)
    if (last.length === 0) return writeTags(mark)
    this.last = async () => {
      for (const alias of last) await registeredModels.setAlias({ ...id, alias })
      await writeTags(mark)
    }
  }

  async #create(fingerprint: string | undefined): Promise<WireModelVersion> {
    const { fields, place, provenance, filler, search, context, signal } = this.#writing
    const { name, version, description, runLink } = fields
    // It counts once stage and aliases are there; it comes last where an alias would not tell.
    const last = fields.aliases.some((alias) => movesPackage(alias) || context.memory.aliases.get(name)?.has(alias))
    const mark = last || fingerprint === undefined ? [] : [{ key: provenanceTags.fingerprint, value: fingerprint }]
    const tags = [...wireTags(fields.tags), ...provenance, ...this.linkTags, ...mark]
    const create = {
      name,
      source: place.source,
      ...(place.runId ? { runId: place.runId } : {}),
      ...(place.modelId ? { modelId: place.modelId } : {}),
      ...(runLink ? { runLink } : {}),
      ...(description ? { description } : {}),
      tags,
    }
    const gap = { source: filler, tags: fillerTags(fields.tags) }
    const numbering = { version, filler: gap, search, context, signal }
    const made = await createNumbered(create, numbering).catch(refusedSource(create.source, context))
    return { ...made, description }
  }

  /** Those that the version has not already. */
  async #missingAliases(): Promise<readonly string[]> {
    const { fields, existing, context, signal } = this.#writing
    if (!existing || fields.aliases.length === 0) return fields.aliases
    const { aliases = [] } = await context.client.registeredModels.get({ name: fields.name, signal })
    const there = new Set(aliases.filter(({ version }) => Number(version) === fields.version).map(({ alias }) => alias))
    return fields.aliases.filter((alias) => !there.has(alias))
  }

  async #write(call: Promise<void>): Promise<void> {
    this.changed = true
    await call
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** A version of a prompt is told by its tag: a search finds it by that. */
function fillerTags(tags: ReadonlyMap<string, string>): WireTag[] {
  return wireTags(tags).filter(({ key }) => key === promptTag)
}
