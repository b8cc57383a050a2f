import type { JsonObject } from '@mlferry/exact-json'
import type { Query, Source } from '../../contracts/source.ts'
import { type Header, isUnreadable, type Unreadable } from '../../objects/header.ts'
import type { MetricChunk } from '../../objects/metric-chunk.ts'
import { type Ref, refKey } from '../../objects/ref.ts'
import { memoryScopes } from '../memory-objects.ts'

/** All content of an object. */
export interface ReadContent {
  /** `value@step@timestamp`, sorted, by metric. */
  readonly points: Readonly<Record<string, readonly string[]>>
  readonly rows: readonly JsonObject[]
  readonly files: Readonly<Record<string, string>>
}

/** Every object of a kind, whatever holds it, with all of its links. Throws the error of one that cannot be read. */
export async function listAll(source: Source, kind: string, signal: AbortSignal): Promise<readonly Header[]> {
  const holder = memoryScopes[kind]
  const scopes = holder === undefined ? undefined : (await listAll(source, holder, signal)).map(({ ref }) => ref)
  const listed = await list(source, kind, { includeDeleted: true, ...(scopes ? { scopes } : {}) }, signal)
  const headers = listed.map(readable)
  const partly = headers.filter(({ unlisted }) => unlisted)
  const whole = new Map(
    ((await source.withAllLinks?.(partly, signal)) ?? []).map((each) => [refKey(each.ref), readable(each)]),
  )
  return headers.map((header) => whole.get(refKey(header.ref)) ?? header)
}

/** One listing, its pages joined. */
export async function list(source: Source, kind: string, query: Query, signal: AbortSignal) {
  const listed: (Header | Unreadable)[] = []
  for await (const page of source.list(kind, query, signal)) listed.push(...page)
  return listed
}

export function readable(listed: Header | Unreadable): Header {
  if (isUnreadable(listed)) throw listed.error
  return listed
}

export async function readContent(source: Source, header: Header, signal: AbortSignal): Promise<ReadContent> {
  const points: Record<string, string[]> = {}
  const rows: JsonObject[] = []
  for await (const part of source.read([header], signal)) {
    if (part.type === 'failed') throw part.error
    if (part.type === 'rows') rows.push(...part.rows)
    if (part.type === 'metrics')
      points[part.chunk.key] = [...(points[part.chunk.key] ?? []), ...texts(part.chunk)].sort()
  }
  return { points, rows, files: await readFiles(source, header, signal) }
}

export async function readFiles(source: Source, header: Header, signal: AbortSignal): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  const root = await source.artifacts(await holderOfFiles(source, header, signal), signal)
  if (!root) return files
  for await (const { path } of root.list(signal)) files[path] = await readText(root.open(path, { start: 0 }, signal))
  return files
}

/** The files of a version that was made of a logged model are those of the model. */
async function holderOfFiles(source: Source, header: Header, signal: AbortSignal): Promise<Header> {
  const model = header.ref.kind === 'modelVersion' && header.links.find(({ field }) => field === 'model')
  if (!model) return header
  const [found] = await list(source, 'loggedModel', byId(model.to), signal)
  return found ? readable(found) : header
}

export async function readText(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

export function texts({ values, steps, timestamps }: MetricChunk): string[] {
  return [...values].map((value, index) => `${value}@${steps[index]}@${timestamps[index]}`)
}

/** For kinds with a scope a query by ids alone is enough. */
export function byId({ id }: Ref): Query {
  return { ids: [id], includeDeleted: true }
}
