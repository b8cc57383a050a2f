import { openArtifactRoot } from '@mlferry/artifacts'
import type { WireLoggedModel, WireModelVersion } from '@mlferry/client'
import {
  type ArtifactRoot,
  fileNameOf,
  type Header,
  type Link,
  type ModelVersionFields,
  type OpenContext,
  provenanceTags,
} from '@mlferry/core'
import { addressBelow } from '../server/address-below.ts'
import { createOnce } from '../server/create-once.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { trackingOf } from '../server/tracking-of.ts'
import { holdsModels } from '../server/why-missing.ts'

/** Where the files of a version are at the target, as its creation needs it. */
export interface VersionPlace {
  readonly source: string
  readonly runId?: string | undefined
  readonly modelId?: string | undefined
  /** Where files go that no run and no logged model brought. */
  readonly artifacts?: ArtifactRoot
}

interface Placing {
  readonly opening: OpenContext
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** Files that came with a logged model or a run stay with it; others get a folder of their own. */
export async function placeVersion(
  object: Header<ModelVersionFields>,
  { opening, context, signal }: Placing,
): Promise<VersionPlace> {
  const fields = object.fields
  const linked = (field: string) => opening.links.find((link) => link.field === field)
  const runId = linked('run')?.to.id
  const model = linked('model')
  const kept = model && (await trackingOf(context).keptFiles?.(model.to, signal))
  if (kept !== undefined) return { source: kept, runId }
  if (model && context.tracking) return placeAtModel(model.to.id, { runId, tracking: context.tracking, signal })
  if (model) return { source: `models:/${model.to.id}`, modelId: model.to.id, runId }
  const files = linked('files')
  if (files) return { source: await folderOfRun(files, fields, { context, signal }), runId: runId ?? files.to.id }
  return ownFolder(fields, { runId, context, signal })
}

/** A registry on another server knows no logged model by its id: the address stands for it. */
async function placeAtModel(
  modelId: string,
  { runId, tracking, signal }: { runId: string | undefined; tracking: ServerContext; signal: AbortSignal },
): Promise<VersionPlace> {
  const { artifact_uri: source = '', source_run_id } = (await tracking.client.loggedModels.get({ modelId, signal }))
    .info
  return { source, runId: runId ?? (source_run_id || undefined) }
}

/** Of a version that is there already: its own folder, where it has one, may lack files. */
export async function placeAgain(
  { name, version, source = '' }: WireModelVersion,
  { opening, context, signal }: Placing,
): Promise<VersionPlace> {
  const isOwn = source.endsWith(`/${ownFolderOf({ name, version: Number(version) })}`)
  const { tracking } = context
  if (isOwn) return { source, artifacts: await openOwnFolder(source, { context: trackingOf(context), signal }) }
  const [, modelId] = /^models:\/(m-[^/]+)$/.exec(source) ?? []
  if (tracking || modelId === undefined || opening.links.some(({ to }) => to.id === modelId)) return { source }
  const { info } = await context.client.loggedModels.get({ modelId, signal })
  if (!tagMap(info.tags).has(provenanceTags.holds)) return { source }
  return { source, artifacts: await openArtifactRoot(info.artifact_uri ?? '', context) }
}

interface Finding {
  readonly context: ServerContext
  readonly signal: AbortSignal
}

/** In the form it had: `runs:/…` stays one, an address becomes the address at the target. */
async function folderOfRun(
  { to, data }: Link,
  { source }: ModelVersionFields,
  { context, signal }: Finding,
): Promise<string> {
  const path = String(data?.path ?? '')
  if (source.startsWith('runs:')) return `runs:/${to.id}/${path}`
  const { artifact_uri = '' } = (await trackingOf(context).client.runs.get({ runId: to.id, signal })).info
  return sourceIn({ runId: to.id, root: artifact_uri, path }, context)
}

interface PlaceInRun {
  readonly runId: string
  readonly root: string
  readonly path: string
}

/** A registry on another server takes an address that its own run would have to hold only as `runs:/…`. */
function sourceIn({ runId, root, path }: PlaceInRun, { tracking }: ServerContext): string {
  const isStore = /^(?!mlflow-artifacts:|https?:|file:)[a-z][a-z0-9+.-]+:/i.test(root)
  if (tracking && !isStore) return `runs:/${runId}/${path}`
  return path ? addressBelow(root, path) : root
}

/** Through the server that holds runs; `runs:/…` is the address that `sourceIn` gave. */
async function openOwnFolder(source: string, { context, signal }: Finding): Promise<ArtifactRoot> {
  const [, runId, path = ''] = /^runs:\/+([^/]+)\/(.*)$/s.exec(source) ?? []
  if (runId === undefined) return openArtifactRoot(source, { ...context })
  const { artifact_uri = '' } = (await context.client.runs.get({ runId, signal })).info
  return openArtifactRoot(addressBelow(artifact_uri, path), { ...context })
}

interface OwnFolder extends Finding {
  readonly runId: string | undefined
}

/** Apart from what the run, or the experiment, has there itself. */
function ownFolderOf({ name, version }: Pick<ModelVersionFields, 'name' | 'version'>): string {
  return `mlferry/models/${fileNameOf(name)}/${version}`
}

async function ownFolder(fields: ModelVersionFields, { runId, context, signal }: OwnFolder): Promise<VersionPlace> {
  const tracking = trackingOf(context)
  const { client } = tracking
  const folder = ownFolderOf(fields)
  if (runId !== undefined) {
    const { artifact_uri = '' } = (await client.runs.get({ runId, signal })).info
    const artifacts = await openArtifactRoot(addressBelow(artifact_uri, folder), { ...tracking })
    return { source: sourceIn({ runId, root: artifact_uri, path: folder }, context), runId, artifacts }
  }
  const { artifact_location } = await client.experiments.get({ experimentId: '0', signal })
  // Newer servers take no folder of their own artifact proxy unless a run or a logged model holds it.
  const proxied = artifact_location.startsWith('mlflow-artifacts:')
  if (!context.tracking && proxied && holdsModels(context)) {
    const { model_id: modelId, artifact_uri = '' } = (await openHolder(fields, { context, signal })).info
    return { source: `models:/${modelId}`, modelId, artifacts: await openArtifactRoot(artifact_uri, context) }
  }
  const source = addressBelow(artifact_location, folder)
  return { source, artifacts: await openArtifactRoot(source, tracking) }
}

/** The logged model that holds the files of a version. A killed job may have left it without one. */
async function openHolder(
  { name, version }: Pick<ModelVersionFields, 'name' | 'version'>,
  { context, signal }: Finding,
): Promise<WireLoggedModel> {
  const { loggedModels } = context.client
  const value = `${name}/${version}`
  const find = async () => {
    // No quote can be written in a filter.
    const filter = value.includes("'") ? {} : { filter: `tags.\`${provenanceTags.holds}\` = '${value}'` }
    for await (const { models = [] } of loggedModels.searchPages({ experimentIds: ['0'], ...filter, signal })) {
      const found = models.find(({ info }) => tagMap(info.tags).get(provenanceTags.holds) === value)
      if (found) return found
    }
    return undefined
  }
  const create = {
    experimentId: '0',
    name: 'registered-model-files',
    tags: [{ key: provenanceTags.holds, value }],
    signal,
  }
  return (await find()) ?? (await createOnce(() => loggedModels.create(create), find))
}
