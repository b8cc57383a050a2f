import { join } from 'node:path'
import { fingerprint, isMissingFile, MlferryError } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { readJsonFile } from '../json/read-json-file.ts'
import type { SchemaCheck } from '../json/schema-check.ts'
import { writeJsonFile } from '../json/write-json-file.ts'
import type { Layout } from './layout.ts'

export const manifestFile = 'mlferry-export.json'
const formatVersion = 1

/** `mlferry-export.json`: written first with state `writing`, flipped to `complete` last. A type, so that it counts as a JSON object. */
export type Manifest = {
  readonly state: 'writing' | 'complete'
  readonly layout: Layout
  readonly source: { readonly uri: string; readonly version?: string }
  readonly selection: JsonObject
  /** Other workspaces of the server: each is an export of its own, see `workspaceExportFolder`. */
  readonly workspaces?: readonly string[]
  readonly mlferryVersion: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Of a complete export: checksums of its index files, by path. */
  readonly files?: Readonly<Record<string, string>>
  /** Of all the rest of this file. */
  readonly checksum?: string
}

/** undefined: no export of mlferry. Throws ERR_EXPORT_VERSION for one that a newer mlferry wrote. */
export async function readManifest(dir: string, check: SchemaCheck): Promise<Manifest | undefined> {
  const found = await readJsonFile(join(dir, manifestFile), manifestFile, { inside: { dir } }).catch(orUndefined)
  if (!found) return undefined
  const value = await check('mlferry-export', found.value, manifestFile)
  if (Number(value.formatVersion) > formatVersion) {
    throw new MlferryError('ERR_EXPORT_VERSION', `${dir} was written by a newer mlferry`, {
      hint: `Update mlferry: this one reads export format ${formatVersion}, the directory has ${value.formatVersion}.`,
    })
  }
  return value as Manifest
}

export async function writeManifest(dir: string, manifest: Manifest): Promise<void> {
  const { checksum: _, ...rest } = { formatVersion, fileVersion: '2', ...manifest }
  await writeJsonFile(join(dir, manifestFile), { ...rest, checksum: checksumOf(rest) })
}

/** False: the file was changed after it was written. */
export function isAsWritten({ checksum, ...rest }: Manifest): boolean {
  return checksum === undefined || checksum === checksumOf(rest)
}

function checksumOf(rest: object): string {
  return fingerprint('manifest', 1, rest)
}

/** Same source, selection and layout: the same export, which may go on. */
export function isSameExport(a: Manifest, b: Manifest): boolean {
  return identity(a) === identity(b)
}

function identity({ layout, source, selection }: Manifest): string {
  return fingerprint('export', 1, { layout, uri: source.uri, selection })
}

function orUndefined(error: unknown): undefined {
  if (isMissingFile((error as { cause?: unknown }).cause)) return undefined
  throw error
}
