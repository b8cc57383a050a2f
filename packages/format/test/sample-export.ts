import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type ExperimentFields,
  experimentFingerprint,
  type Header,
  isUnreadable,
  type Link,
  type Listed,
  type MetricChunk,
  type RunFields,
  runFingerprint,
  type Source,
  type Unreadable,
} from '@mlferry/core'
import type { DirectoryJob } from '../src/directory-job.ts'
import { type CreateExportOptions, createExportDirectory } from '../src/index.ts'
import { type ObjectToWrite, signal } from './write-objects.ts'

export async function tempDir(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'mlferry-'))
}

/** A job at an export; disposed, it lets others write there. */
export async function startExport(dir: string, options: Partial<CreateExportOptions> = {}): Promise<DirectoryJob> {
  const target = await createExportDirectory(dir, {
    layout: 'all',
    source: { uri: 'http://source', version: '3.17.2' },
    selection: { experiments: ['*'] },
    mlferryVersion: '0.0.0',
    ...options,
  })
  const job = await target.begin()
  const end = job[Symbol.asyncDispose].bind(job)
  return Object.assign(job, {
    async [Symbol.asyncDispose]() {
      await end()
      await target[Symbol.asyncDispose]()
    },
  })
}

export function experiment(id: string, fields: Partial<ExperimentFields> = {}): ObjectToWrite {
  const all: ExperimentFields = {
    name: `experiment ${id}`,
    lifecycle: 'active',
    tags: new Map(),
    artifactLocation: `mlflow-artifacts:/${id}`,
    creationTime: 1_700_000_000_000,
    lastUpdateTime: null,
    extra: {},
    ...fields,
  }
  const header: Header = {
    ref: { kind: 'experiment', id },
    fields: all,
    links: [],
    fingerprint: experimentFingerprint(all),
  }
  return { header, chunks: [], files: {} }
}

export interface SampleRun {
  readonly in?: string
  readonly fields?: Partial<RunFields>
  readonly links?: readonly Link[]
  readonly origin?: { readonly id: string; readonly uri?: string }
  readonly chunks?: readonly MetricChunk[]
  readonly files?: Readonly<Record<string, string>>
}

export function run(id: string, sample: SampleRun = {}): ObjectToWrite {
  const { in: scope = '1', links = [], origin, chunks = [], files = {} } = sample
  const fields: RunFields = {
    name: id,
    status: 'FINISHED',
    startTime: 1_700_000_000_123,
    endTime: 1_700_000_060_456,
    userId: 'ann',
    lifecycle: 'active',
    artifactUri: `mlflow-artifacts:/${scope}/${id}/artifacts`,
    params: new Map(),
    tags: new Map(),
    latestMetrics: new Map(),
    datasetInputs: [],
    extra: {},
    ...sample.fields,
  }
  const header: Header<RunFields> = {
    ref: { kind: 'run', id },
    scope: { kind: 'experiment', id: scope },
    fields,
    links,
    fingerprint: runFingerprint(fields, links),
    ...(origin ? { origin } : {}),
  }
  return { header, chunks, files }
}

/** Points as [value, timestamp, step]. */
export function chunk(
  key: string,
  points: readonly (readonly [number, bigint, bigint])[],
  more: object = {},
): MetricChunk {
  return {
    key,
    ...more,
    values: Float64Array.from(points, ([value]) => value),
    timestamps: BigInt64Array.from(points, ([, timestamp]) => timestamp),
    steps: BigInt64Array.from(points, ([, , step]) => step),
  }
}

export async function listed(source: Source, kind: string): Promise<Listed[]> {
  return (await Array.fromAsync(source.list(kind, { includeDeleted: true }, signal))).flat()
}

export async function headers(source: Source, kind: string): Promise<Header[]> {
  return (await listed(source, kind)).map((each) => {
    if (isUnreadable(each)) throw each.error
    return each
  })
}

export async function unreadable(source: Source, kind: string): Promise<Unreadable[]> {
  return (await listed(source, kind)).filter(isUnreadable)
}

/** Everything of one object as it was written: to be compared with what was written. */
export async function readBack(source: Source, header: Header): Promise<ObjectToWrite> {
  const chunks: MetricChunk[] = []
  for await (const part of source.read([header], signal)) {
    if (part.type === 'failed') throw part.error
    if (part.type === 'metrics') chunks.push(part.chunk)
  }
  const files: Record<string, string> = {}
  const root = await source.artifacts(header, signal)
  for await (const { path } of root?.list(signal) ?? []) {
    const bytes = await Array.fromAsync(root?.open(path, { start: 0 }, signal) ?? [])
    files[path] = Buffer.concat(bytes).toString()
  }
  return { header, chunks, files }
}
