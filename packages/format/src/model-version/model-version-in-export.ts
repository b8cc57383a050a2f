import {
  type ArtifactRoot,
  type Header,
  isUnreadable,
  type Listed,
  type Query,
  type Ref,
  type RunFields,
} from '@mlferry/core'
import { headerOf } from '../header-of.ts'
import type { ObjectPlace } from '../object-place.ts'
import type { OpenedExport } from '../opened-export.ts'
import type { ReadableKind } from '../readable-kind.ts'
import { loadModel } from '../registered-model/load-model.ts'
import { runInExport } from '../run/run-in-export.ts'
import { listModelVersions } from './list-model-versions.ts'

export const modelVersionInExport: ReadableKind = { list: listVersions, artifacts: filesOf }

async function* listVersions({ scope, ids }: Query, opened: OpenedExport, signal: AbortSignal): AsyncGenerator<Listed> {
  const wanted = ids && new Set(ids.map((id) => id.slice(0, id.lastIndexOf('/'))))
  for (const model of await opened.models(signal)) {
    const { ref } = headerOf(model)
    if (!('header' in model) || (scope && scope.id !== ref.id) || (wanted && !wanted.has(ref.id))) continue
    signal.throwIfAborted()
    const loaded = await loadModel(model.place, opened.context)
    const runRoot = (id: string) => addressOfRun(id, opened, signal)
    for await (const found of listModelVersions(loaded, { runRoot })) {
      const listed = headerOf(found)
      if (ids && !ids.includes(listed.ref.id)) continue
      if ('header' in found) opened.versions.set(listed.ref.id, found)
      yield listed
    }
  }
}

/** undefined: a run or a logged model of this export holds its files. */
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
  return run && !isUnreadable(run) ? (run.fields as RunFields).artifactUri : undefined
}
