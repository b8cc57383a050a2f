import { join } from 'node:path'
import { asMlferryError, MlferryError, type ModelVersionHeader, modelVersionId, type Unreadable } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { checksumFile } from '../checksums/checksum.ts'
import { type FileSums, filesBelow } from '../checksums/journal-lines.ts'
import { isFolder } from '../layout/folders-in.ts'
import { checkFiles } from '../reading/object-place.ts'
import type { LoadedModel } from '../registered-model/load-model.ts'
import { modelOf } from '../registered-model/read-registered-model.ts'
import { readModelVersion } from './read-model-version.ts'
import { needsRunRoot } from './version-links.ts'

/** Files of a version that do not belong to a run or a logged model. */
export interface VersionFiles {
  readonly path: string
  /** Checksums by path within the folder. undefined: not written by mlferry. */
  readonly sums: FileSums | undefined
}

export interface LocatedVersion {
  readonly header: ModelVersionHeader
  /** undefined: it has no files of its own. */
  readonly files: VersionFiles | undefined
  /** Written by mlferry, which says whose the files are. */
  readonly ours: boolean
}

/** `runRoot` tells the address of a run's artifacts, where the export has that run. */
export interface VersionListing {
  readonly runRoot: (runId: string) => Promise<string | undefined>
}

/** The versions of a model in the order of their numbers, and those that cannot be read. */
export async function* listModelVersions(
  model: LoadedModel,
  { runRoot }: VersionListing,
): AsyncGenerator<LocatedVersion | Unreadable> {
  const { file, header } = model
  const { name } = header.fields
  const stanzas = (file.mlferry as JsonObject | undefined)?.versions as Readonly<Record<string, JsonObject>> | undefined
  const aliases = aliasesOf(modelOf(file))
  const seen = new Set<number>()
  for (const version of versionsOf(modelOf(file))) {
    const number = Number(version.version)
    const ref = { kind: 'modelVersion', id: modelVersionId(name, number) }
    try {
      if (seen.has(number)) throw twice(model, number)
      seen.add(number)
      const stanza = file.mlferry ? (stanzas?.[number] ?? {}) : undefined
      const root = version._run_artifact_uri ?? (await rootOf(version, stanza, runRoot))
      const around = { name, stanza, aliases: aliases.get(number) ?? [], runRoot: root as string | undefined }
      const files = await filesOf(number, stanza, model)
      yield { header: readModelVersion(version, around), files, ours: stanza !== undefined }
    } catch (error) {
      yield {
        ref,
        scope: header.ref,
        error: asMlferryError(error, 'ERR_EXPORT_UNREADABLE', `${model.place.label}model.json cannot be read`),
      }
    }
  }
}

function versionsOf(model: JsonObject): JsonObject[] {
  const versions = (model.versions ?? model.latest_versions ?? []) as readonly JsonObject[]
  return [...versions].sort((a, b) => Number(a.version) - Number(b.version))
}

/** Aliases by version number. The file has a list of pairs, or an object. */
function aliasesOf({ aliases }: JsonObject): Map<number, string[]> {
  const pairs = Array.isArray(aliases)
    ? aliases.map(({ alias, version }) => [String(alias), Number(version)] as const)
    : Object.entries(aliases ?? {}).map(([alias, version]) => [alias, Number(version)] as const)
  const groups = Map.groupBy(pairs, ([, version]) => version)
  return new Map([...groups].map(([version, group]) => [version, group.map(([alias]) => alias)]))
}

async function rootOf(version: JsonObject, stanza: JsonObject | undefined, runRoot: VersionListing['runRoot']) {
  return !stanza && needsRunRoot(version) ? await runRoot(String(version.run_id)) : undefined
}

async function filesOf(
  number: number,
  stanza: JsonObject | undefined,
  { place, sums }: LoadedModel,
): Promise<VersionFiles | undefined> {
  const folder = `version_models/${number}`
  const path = join(place.path, folder)
  if (!stanza) return (await isFolder(path)) ? { path, sums: undefined } : undefined
  if (typeof stanza.files !== 'number') return undefined
  const label = `${place.label}${folder}/`
  const own = filesBelow(sums ?? new Map(), folder)
  if (own.size !== stanza.files) {
    throw new MlferryError(
      'ERR_CHECKSUM_MISSING',
      `${place.label}${checksumFile} does not name all files of ${label}`,
      {
        hint: 'A file of this export was changed or lost: export again, or restore the original.',
      },
    )
  }
  await checkFiles({ path, label, sums: own })
  return { path, sums: own }
}

function twice({ place }: LoadedModel, number: number): MlferryError {
  return new MlferryError('ERR_EXPORT_DUPLICATE', `${place.label}model.json has the version ${number} twice`)
}
