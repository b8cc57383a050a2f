import {
  type ArtifactRoot,
  type Header,
  isUnreadable,
  type Listed,
  type ModelVersionFields,
  type ModelVersionHeader,
  type OpenContext,
  type Query,
  type Ref,
  type Writer,
} from '@mlferry/core'
import type { ExportKind } from '../export-kind.ts'
import { headerOf } from '../reading/header-of.ts'
import type { ObjectPlace } from '../reading/object-place.ts'
import type { OpenedExport } from '../reading/opened-export.ts'
import { runInExport } from '../run/run-in-export.ts'
import type { BegunExport } from '../writing/begun-export.ts'
import { listModelVersions } from './list-model-versions.ts'
import { writeModelVersion } from './write-model-version.ts'
import { writtenVersions } from './written-versions.ts'

export const modelVersionInExport: ExportKind<ModelVersionFields> = {
  list: listVersions,
  artifacts: filesOf,
  async *written(scopes, { models }) {
    const wanted = scopes && new Set(scopes.map(({ id }) => id))
    for (const [name, folder] of await models.models()) {
      if (wanted?.has(name) ?? true) yield writtenVersions(name, folder)
    }
  },
  open: (object, context, begun) => openVersion(object as ModelVersionHeader, context, begun),
  async relink({ id }, pending, { models }) {
    const end = id.lastIndexOf('/')
    const folder = await models.folder(id.slice(0, end))
    await folder.relink(Number(id.slice(end + 1)), pending)
  },
}

async function* listVersions(
  { scopes, ids }: Query,
  opened: OpenedExport,
  signal: AbortSignal,
): AsyncGenerator<Listed> {
  const models = scopes?.map(({ id }) => id) ?? ids?.map((id) => id.slice(0, id.lastIndexOf('/')))
  const wanted = models && new Set(models)
  for (const model of await opened.models(signal)) {
    const { ref } = headerOf(model)
    if (!('header' in model) || (wanted && !wanted.has(ref.id))) continue
    signal.throwIfAborted()
    const loaded = opened.modelFiles.get(ref.id)
    if (!loaded) continue
    const runRoot = (id: string) => addressOfRun(id, opened, signal)
    for await (const found of listModelVersions(loaded, { runRoot })) {
      const listed = headerOf(found)
      if (ids && !ids.includes(listed.ref.id)) continue
      if ('header' in found) opened.versions.set(listed.ref.id, found)
      yield listed
    }
  }
}

/** undefined: its files are those of a run or a logged model of this export. */
async function filesOf({ ref }: Header, opened: OpenedExport, signal: AbortSignal): Promise<ArtifactRoot | undefined> {
  if (!opened.versions.has(ref.id)) await Array.fromAsync(listVersions({ ids: [ref.id] }, opened, signal))
  const version = opened.versions.get(ref.id)
  if (!version) throw opened.missing(ref)
  const { files, header, ours } = version
  if (!files) return undefined
  // The Python tool may export the files of a version twice.
  const holder = header.links.find(({ field }) => field === 'model' || field === 'files')?.to
  if (!ours && holder && (await placeOfHolder(holder, opened, signal))) return undefined
  return await opened.folder(files.path, files.sums)
}

async function placeOfHolder(
  { kind, id }: Ref,
  { runs, loggedModels }: OpenedExport,
  signal: AbortSignal,
): Promise<ObjectPlace | undefined> {
  return await (kind === 'run' ? runs : loggedModels).find(id, signal)
}

async function addressOfRun(id: string, opened: OpenedExport, signal: AbortSignal): Promise<string | undefined> {
  const [run] = await Array.fromAsync(runInExport.list({ ids: [id], includeDeleted: true }, opened, signal))
  return run && !isUnreadable(run) ? run.fields.artifactUri : undefined
}

async function openVersion(
  header: ModelVersionHeader,
  context: OpenContext,
  { tree, models }: BegunExport,
): Promise<Writer> {
  const name = (context.scope ?? header.scope)?.id ?? header.fields.name
  const run = header.links.find(({ field }) => field === 'run')
  const sourceRun = { experimentName: run ? await tree.experimentOf(run.to.id) : '' }
  return await writeModelVersion({ header, context, name, sourceRun, folder: await models.folder(name) })
}
