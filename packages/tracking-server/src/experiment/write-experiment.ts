import { openArtifactRoot } from '@mlferry/artifacts'
import type { WireExperiment, WireTag } from '@mlferry/client'
import type { ExperimentFields } from '@mlferry/core'
import {
  type Ancestor,
  type ArtifactRoot,
  authorOf,
  type Header,
  isSealedAsDeleted,
  type Link,
  MlferryError,
  mergedInTags,
  mergedTag,
  type OpenContext,
  pendingTags,
  provenanceTags,
  provenanceToWrite,
  type Ref,
  readPending,
  redact,
  settledTags,
  sourceTags,
  viewLinkKinds,
  type Writer,
  type Written,
  withViewLinks,
} from '@mlferry/core'
import { identityIn } from '../server/content-in.ts'
import { createOnce, isNameTaken } from '../server/create-once.ts'
import { fieldsKept } from '../server/fields-kept.ts'
import { isForbidden } from '../server/is-forbidden.ts'
import { lazyRoot } from '../server/lazy-root.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { RelinkLinks } from '../server/server-kind.ts'
import { tagMap, wireTags } from '../server/tag-map.ts'
import { experimentHeader } from './read-experiment.ts'

export async function* writtenExperiments(
  _: readonly Ref[] | undefined,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<Written[]> {
  for await (const page of context.client.experiments.searchPages({ viewType: 'ALL', signal })) {
    yield (page.experiments ?? []).map((experiment) => {
      const tags = tagMap(experiment.tags)
      return {
        key: experiment.name,
        target: { kind: 'experiment', id: experiment.experiment_id },
        ...authorOf(tags),
        ...mergedInTags(tags),
        ...identityIn(experimentHeader(experiment)),
        ...(experiment.experiment_id === '0' ? { builtIn: true as const } : {}),
        sealed: tags.get(provenanceTags.fingerprint),
        deleted: experiment.lifecycle_stage === 'deleted',
        pending: readPending(tags, viewLinkKinds),
      }
    })
  }
}

export async function openExperiment(
  object: Header<ExperimentFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
): Promise<Writer> {
  const fields = object.fields
  const { client } = context
  const provenance = sourceTags(object, opening.sourceUri)
  if (opening.earlier) {
    const { earlier, mark } = opening
    const taken = await takeUp(fields, { earlier, context, signal })
    return new ExperimentWriter({
      ...taken,
      fields,
      provenance: provenanceToWrite(provenance, tagMap(taken.existing.tags), mark),
      overwrite: earlier.ours,
      viaTemporaryName: opening.viaTemporaryName === true,
      created: false,
      context,
      signal,
    })
  }
  const create = { name: fields.name, tags: [...wireTags(fields.tags), ...provenance], signal }
  const id = await createOnce(
    () => client.experiments.create(create),
    async () => {
      const found = (await client.experiments.getByName({ name: fields.name, signal }))?.experiment_id
      return found === opening.apartFrom?.id ? undefined : found
    },
  ).catch((error) => {
    // Made since the listing, as by another object of this job that goes into the same one.
    if (isNameTaken(error)) return undefined
    throw error
  })
  if (id === undefined) return takeUpNamed(object, opening, context, signal)
  const existing = {
    experiment_id: id,
    name: fields.name,
    tags: create.tags,
    artifact_location: '',
    lifecycle_stage: 'active',
  }
  const created = { created: true, restored: false, viaTemporaryName: false }
  return new ExperimentWriter({ existing, fields, provenance, overwrite: true, ...created, context, signal })
}

async function takeUpNamed(
  object: Header<ExperimentFields>,
  opening: OpenContext,
  context: ServerContext,
  signal: AbortSignal,
) {
  const { name } = object.fields
  for await (const page of writtenExperiments(undefined, context, signal)) {
    const earlier = page.find(({ key }) => key === name)
    if (earlier && earlier.target.id === opening.apartFrom?.id) throw nameTaken(name, context)
    if (earlier) return openExperiment(object, { ...opening, earlier }, context, signal)
  }
  throw new MlferryError('ERR_NOT_FOUND', `${context.label} has no experiment '${name}'.`)
}

function nameTaken(name: string, { label }: ServerContext): MlferryError {
  const message = `${label} has another experiment '${name}', which could not take its new name.`
  return new MlferryError('ERR_NAME_TAKEN', message, { hint: 'Rename one of them.' })
}

interface TakeUp {
  readonly earlier: Written
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/**
 * A deleted experiment still holds its name. It is restored only where it was ours: to reproduce one that is deleted at the source, or where
 * a job deleted it, and it was restored at the source since.
 */
async function takeUp(
  fields: ExperimentFields,
  { earlier, context, signal }: TakeUp,
): Promise<Pick<ExperimentWriting, 'existing' | 'restored'>> {
  const { experiments } = context.client
  const { id } = earlier.target
  const existing = await experiments.get({ experimentId: id, signal })
  if (existing.lifecycle_stage !== 'deleted') return { existing, restored: false }
  if (!mayRestore(earlier, fields)) throw nameOfDeleted(fields.name, id, context)
  await experiments.restore({ experimentId: id, signal })
  return { existing: { ...existing, lifecycle_stage: 'active' }, restored: true }
}

/** Throws what `openExperiment` would: the name is held by a deleted experiment. */
export async function foreseeExperiment(
  object: Header<ExperimentFields>,
  { earlier }: OpenContext,
  context: ServerContext,
): Promise<void> {
  const fields = object.fields
  if (earlier?.deleted && !mayRestore(earlier, fields)) throw nameOfDeleted(fields.name, earlier.target.id, context)
}

function mayRestore({ ours, sealed }: Written, fields: ExperimentFields): boolean {
  return ours && (fields.lifecycle === 'deleted' || isSealedAsDeleted(sealed, fields))
}

function nameOfDeleted(name: string, id: string, { label }: ServerContext): MlferryError {
  return new MlferryError(
    'ERR_EXPERIMENT_DELETED',
    `The name '${name}' is held by a deleted experiment (${id}) at ${label}.`,
    {
      hint: `Restore it there (mlflow experiments restore -x ${id}), remove it for good (mlflow gc), or import under another name (--experiment-rename-file).`,
    },
  )
}

interface ExperimentWriting {
  readonly existing: WireExperiment
  readonly fields: ExperimentFields
  readonly provenance: readonly WireTag[]
  /** False: an experiment of others keeps its own tags where they differ. */
  readonly overwrite: boolean
  /** Its new name is free when all else is done. */
  readonly viaTemporaryName: boolean
  readonly created: boolean
  /** It was deleted. */
  readonly restored: boolean
  readonly context: ServerContext
  readonly signal: AbortSignal
}

class ExperimentWriter implements Writer {
  readonly ref: Ref
  /** Of the experiment itself: for what does not fit into its tags. */
  readonly artifacts: ArtifactRoot
  readonly losses: MlferryError[] = []
  last: (() => Promise<void>) | undefined
  changed: boolean
  readonly #writing: ExperimentWriting
  /** With what saved views name at the target, and what they wait for. */
  #tags: ReadonlyMap<string, string>

  constructor(writing: ExperimentWriting) {
    this.#writing = writing
    this.#tags = writing.fields.tags
    this.ref = { kind: 'experiment', id: writing.existing.experiment_id }
    this.changed = writing.created || writing.restored
    this.artifacts = lazyRoot(
      '',
      () => this.#openRoot(),
      async () => {},
    )
  }

  async write(): Promise<void> {}

  async link(resolved: readonly Link[], pending: readonly Link[]): Promise<void> {
    this.#tags = new Map([...withViewLinks(this.#writing.fields.tags, resolved), ...tagMap(pendingTags(pending))])
  }

  async seal(fingerprint: string | undefined): Promise<void> {
    const { existing, fields, provenance, overwrite, context } = this.#writing
    const there = tagMap(existing.tags)
    if (overwrite) await this.#rename()
    else
      this.losses.push(
        ...fieldsKept({ name: fields.name, tags: this.#tags }, { name: existing.name, tags: there }, context),
      )
    for (const [key, value] of this.#tags) {
      if (overwrite ? there.get(key) !== value : !there.has(key)) await this.#setTag(key, value)
    }
    const mark = async () => {
      const marks = fingerprint === undefined ? [] : [{ key: provenanceTags.fingerprint, value: fingerprint }]
      for (const { key, value } of [...provenance, ...marks]) {
        if (there.get(key) !== value) await this.#setTag(key, value)
      }
    }
    // It has all that the source says of it, and is found by its name: a user who may not write it loses nothing.
    if (!overwrite) return mark().catch(unlessForbidden)
    if (!this.#writing.viaTemporaryName) return mark()
    this.last = async () => {
      await this.#setName(fields.name)
      await mark()
    }
  }

  /** Where another one has the name, it keeps its own. */
  async #rename(): Promise<void> {
    const { existing, fields, viaTemporaryName, context, signal } = this.#writing
    const { name } = fields
    if (existing.name === name || name === '') return
    try {
      await this.#setName(viaTemporaryName ? `mlferry.renaming.${this.ref.id}` : name)
    } catch (error) {
      // Servers tell a name that is taken from other faults only by their database's words.
      const holder = await context.client.experiments.getByName({ name, signal })
      if (!holder || holder.experiment_id === this.ref.id) throw error
      const message = `${context.label} has another experiment '${name}': the copy keeps its name '${existing.name}'.`
      this.losses.push(new MlferryError('ERR_NAME_TAKEN', message, { hint: 'Rename one of them.' }))
    }
  }

  async #setName(newName: string): Promise<void> {
    const { context, signal } = this.#writing
    await context.client.experiments.update({ experimentId: this.ref.id, newName, signal })
    this.changed = true
  }

  async #openRoot(): Promise<ArtifactRoot> {
    const { context, signal } = this.#writing
    const { artifact_location = '' } = await context.client.experiments.get({ experimentId: this.ref.id, signal })
    return openArtifactRoot(artifact_location, context)
  }

  async #setTag(key: string, value: string): Promise<void> {
    const { context, signal } = this.#writing
    await context.client.experiments.setTag({ experimentId: this.ref.id, key, value, signal })
    this.changed = true
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Saved views get what came later, and the experiment forgets that it was waited for: with an empty list, as old servers delete no tags. */
export async function relinkExperiment(
  { id: experimentId }: Ref,
  { resolved, pending }: RelinkLinks,
  { client: { experiments } }: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  const there = tagMap((await experiments.get({ experimentId, signal })).tags)
  const settled = settledTags(resolved, pending).filter((key) => there.has(key))
  const tags = new Map([
    ...withViewLinks(there, resolved),
    ...tagMap(pendingTags(pending)),
    ...settled.map((key) => [key, '[]'] as const),
  ])
  for (const [key, value] of tags) {
    if (there.get(key) !== value) await experiments.setTag({ experimentId, key, value, signal })
  }
}

export async function noteMergedExperiment(
  { id }: Ref,
  merged: readonly Ancestor[],
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  for (const { uri, ...each } of merged) {
    const tag = mergedTag({ ...each, ...(uri === undefined ? {} : { uri: redact(uri) }) })
    // A user who may not write it may not rename it either.
    await client.experiments.setTag({ experimentId: id, ...tag, signal }).catch(unlessForbidden)
  }
}

function unlessForbidden(error: unknown): void {
  if (!isForbidden(error)) throw error
}

/** MLflow deletes the runs of an experiment with it: one that users run something in stays. */
export async function removeExperiment(
  { id }: Ref,
  { client, label }: ServerContext,
  signal: AbortSignal,
): Promise<void> {
  // The copies are deleted by now, but for those that came back with an experiment that was restored.
  for await (const { data } of client.runs.search({ experimentIds: [id], signal })) {
    if (tagMap(data?.tags).has(provenanceTags.sourceId)) continue
    throw new MlferryError('ERR_FIELDS_KEPT', `Users run something in the experiment ${id} of ${label}: it stays.`, {
      hint: 'Delete it by hand if nobody needs that.',
    })
  }
  await client.experiments.delete({ experimentId: id, signal })
}
