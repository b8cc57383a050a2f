import {
  type ArtifactRoot,
  fingerprintOfSeal,
  fromPlainJson,
  type Header,
  type Link,
  MlferryError,
  type Part,
  type Ref,
  toPlainJson,
} from '@mlferry/core'
import { type JsonObject, stringifyJson } from '@mlferry/exact-json'
import { readJsonArtifact } from '../server/read-json-artifact.ts'

/** An object as it is kept: its links by the ids of the server that keeps it. */
export interface KeptObject {
  /** Written with its seal as fingerprint, read with the fingerprint alone. */
  readonly header: Omit<Header, 'scope'>
  /** Links to objects that were not there yet, by the ids of the source. */
  readonly pending: readonly Link[]
  /** How many files its content has. */
  readonly parts: number
  /** The edition that wrote the content. */
  readonly content: number
}

const version = 1

export function keptText(object: KeptObject): Buffer {
  return Buffer.from(stringifyJson({ version, object: toPlainJson(object) }))
}

/** Throws ERR_KEPT_OBJECT for a file that is no kept object. */
export async function readKeptObject(root: ArtifactRoot, path: string, signal: AbortSignal): Promise<KeptObject> {
  const json = await readJsonArtifact(root, path, signal)
  const { version: found, object } = (json ?? {}) as JsonObject
  const kept = found === version ? (fromPlainJson(object ?? null) as KeptObject | null) : undefined
  if (kept?.header?.ref !== undefined) {
    const { header } = kept
    return { ...kept, header: { ...header, fingerprint: fingerprintOfSeal(header.fingerprint) } }
  }
  throw new MlferryError('ERR_KEPT_OBJECT', `${path} at ${root.uri} is not a valid kept object.`)
}

type RowsPart = Extract<Part, { type: 'rows' }>

export function partName(content: number, part: number): string {
  return `${content}/${String(part).padStart(6, '0')}.json`
}

export function partText({ name, rows }: RowsPart): Buffer {
  return Buffer.from(stringifyJson({ name, rows: toPlainJson(rows) }))
}

export async function* readParts(
  of: Ref,
  { parts, content }: KeptObject,
  root: ArtifactRoot,
  signal: AbortSignal,
): AsyncGenerator<Part> {
  for (let part = 1; part <= parts; part++) {
    const { name, rows } = (await readJsonArtifact(root, partName(content, part), signal)) as JsonObject
    yield { type: 'rows', of, name: String(name), rows: fromPlainJson(rows ?? []) as JsonObject[] }
  }
  yield { type: 'end', of }
}
