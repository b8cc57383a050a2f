import type { Source } from '../contracts/source.ts'
import { type Header, isUnreadable } from '../objects/header.ts'
import type { MetricChunk } from '../objects/metric-chunk.ts'
import type { RunFields } from '../objects/run.ts'

export interface ReadRun {
  readonly header: Header<RunFields>
  /** `value@step@timestamp`, sorted, by metric. */
  readonly points: Readonly<Record<string, readonly string[]>>
  readonly files: Readonly<Record<string, string>>
}

/** Everything that a Source shows of the runs of its experiments, by run name. */
export async function readAllRuns(source: Source, signal: AbortSignal): Promise<Map<string, ReadRun>> {
  const runs = new Map<string, ReadRun>()
  for (const experiment of await listAll(source, 'experiment', signal)) {
    const headers = (await listAll(source, 'run', signal, experiment)) as Header<RunFields>[]
    const chunks = await readChunks(source, headers, signal)
    for (const header of headers) {
      const points: Record<string, string[]> = {}
      for (const chunk of chunks.get(header.ref.id) ?? []) {
        points[chunk.key] = [...(points[chunk.key] ?? []), ...texts(chunk)].sort()
      }
      runs.set(header.fields.name, { header, points, files: await readFiles(source, header, signal) })
    }
  }
  return runs
}

export async function listAll(source: Source, kind: string, signal: AbortSignal, scope?: Header): Promise<Header[]> {
  const headers: Header[] = []
  const query = { includeDeleted: true, ...(scope ? { scopes: [scope.ref] } : {}) }
  for await (const page of source.list(kind, query, signal)) {
    for (const listed of page) {
      if (isUnreadable(listed)) throw listed.error
      headers.push(listed)
    }
  }
  return headers
}

async function readChunks(
  source: Source,
  headers: readonly Header[],
  signal: AbortSignal,
): Promise<Map<string, MetricChunk[]>> {
  const chunks = new Map<string, MetricChunk[]>()
  const size = source.batchSize('run')
  for (let start = 0; start < headers.length; start += size) {
    for await (const part of source.read(headers.slice(start, start + size), signal)) {
      if (part.type === 'failed') throw part.error
      if (part.type === 'metrics') chunks.set(part.of.id, [...(chunks.get(part.of.id) ?? []), part.chunk])
    }
  }
  return chunks
}

async function readFiles(source: Source, header: Header, signal: AbortSignal): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  const root = await source.artifacts(header, signal)
  if (!root) return files
  for await (const { path } of root.list(signal)) files[path] = await readText(root.open(path, { start: 0 }, signal))
  return files
}

export async function readText(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function texts({ values, steps, timestamps }: MetricChunk): string[] {
  return [...values].map((value, index) => `${value}@${steps[index]}@${timestamps[index]}`)
}
