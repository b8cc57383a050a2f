import { join } from 'node:path'
import {
  type ArtifactRoot,
  asMlferryError,
  type Capabilities,
  type ExperimentFields,
  experimentFingerprint,
  folderArtifactRoot,
  type Header,
  type Listed,
  type MetricPoint,
  MlferryError,
  markFatal,
  type OpenedSource,
  type Part,
  type Query,
  type Ref,
  type RunFields,
  runFingerprint,
  type SourceContext,
  safePath,
} from '@mlferry/core'
import { type MetricRow, numberOf, type Row, readMetrics, readRows } from './csv-folder.ts'

const pageSize = 1000

/** Opens a folder that has a `runs.csv`. Throws ERR_NOT_FOUND. */
export async function openCsvSource(dir: string, { openArtifacts }: SourceContext): Promise<OpenedSource> {
  const rows = await Array.fromAsync(readRows(dir, 'runs.csv'))
  if (rows.length > 0) return new CsvSource(dir, { rows, openArtifacts })
  throw new MlferryError('ERR_NOT_FOUND', `${dir} has no runs.csv with a row in it.`, {
    hint: 'Give the folder of the files: csv:/data/team.',
  })
}

interface CsvContext extends Pick<SourceContext, 'openArtifacts'> {
  readonly rows: readonly Row[]
}

class CsvSource implements OpenedSource {
  readonly label: string
  readonly #dir: string
  readonly #context: CsvContext
  #runs: Promise<readonly Listed[]> | undefined

  constructor(dir: string, context: CsvContext) {
    this.label = `csv:${dir}`
    this.#dir = dir
    this.#context = context
  }

  async capabilities(): Promise<Capabilities> {
    return { kind: (name) => (name === 'experiment' || name === 'run' ? { fields: {} } : undefined) }
  }

  async *list(kind: string, query: Query, signal: AbortSignal): AsyncGenerator<readonly Listed[]> {
    if (query.filter !== undefined) {
      throw markFatal(new MlferryError('ERR_FILTER_UNSUPPORTED', `${this.label} cannot tell what a filter holds for.`))
    }
    const all = kind === 'experiment' ? this.#experiments() : kind === 'run' ? await this.#listedRuns() : []
    const found = all.filter((listed) => isAskedFor(listed, query))
    for (let at = 0; at < found.length; at += pageSize) {
      signal.throwIfAborted()
      yield found.slice(at, at + pageSize)
    }
  }

  batchSize(): number {
    return pageSize
  }

  /** One pass over `metrics.csv` for all runs of the batch. */
  async *read(batch: readonly Header[], signal: AbortSignal): AsyncGenerator<Part> {
    const points = new Map(batch.map(({ ref }) => [ref.id, new Map<string, MetricRow[]>()]))
    for await (const row of readMetrics(this.#dir)) {
      signal.throwIfAborted()
      const ofRun = points.get(row.runId)
      if (!ofRun) continue
      const ofKey = ofRun.get(row.key) ?? []
      ofRun.set(row.key, ofKey)
      ofKey.push(row)
    }
    for (const { ref } of batch) {
      for (const [key, rows] of points.get(ref.id) ?? []) yield { type: 'metrics', of: ref, chunk: chunkOf(key, rows) }
      yield { type: 'end', of: ref }
    }
  }

  async artifacts({ ref, fields }: Header): Promise<ArtifactRoot | undefined> {
    if (ref.kind !== 'run') return undefined
    const { artifactUri } = fields as RunFields
    if (artifactUri !== '') return this.#context.openArtifacts(artifactUri)
    return folderArtifactRoot(safePath(join(this.#dir, 'artifacts'), ref.id))
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #experiments(): readonly Header<ExperimentFields>[] {
    const names = new Set(this.#context.rows.map(({ experiment = '' }) => experiment))
    return [...names].map((name) => {
      const times = { creationTime: null, lastUpdateTime: null }
      const fields = { name, lifecycle: 'active' as const, tags: new Map(), artifactLocation: '', ...times, extra: {} }
      return { ref: experimentRef(name), fields, links: [], fingerprint: experimentFingerprint(fields) }
    })
  }

  #listedRuns(): Promise<readonly Listed[]> {
    this.#runs ??= this.#listRuns()
    return this.#runs
  }

  async #listRuns(): Promise<readonly Listed[]> {
    const [params, tags] = [await this.#mapsOf('params.csv'), await this.#mapsOf('tags.csv')]
    const latest = new Map<string, Map<string, MetricPoint>>()
    for await (const { runId, key, ...point } of readMetrics(this.#dir)) {
      const ofRun = latest.get(runId) ?? new Map<string, MetricPoint>()
      latest.set(runId, ofRun)
      if (isNewer(point, ofRun.get(key))) ofRun.set(key, point)
    }
    return this.#context.rows.map((row) => {
      const id = row.run_id ?? ''
      const maps = {
        params: params.get(id) ?? new Map(),
        tags: tags.get(id) ?? new Map(),
        latestMetrics: latest.get(id) ?? new Map(),
      }
      return runOf(row, maps)
    })
  }

  async #mapsOf(file: string): Promise<Map<string, Map<string, string>>> {
    const maps = new Map<string, Map<string, string>>()
    for await (const { run_id: id = '', key = '', value = '' } of readRows(this.#dir, file)) {
      const map = maps.get(id) ?? new Map<string, string>()
      maps.set(id, map.set(key, value))
    }
    return maps
  }
}

/** A row that tells no run fails alone. */
function runOf(row: Row, maps: Pick<RunFields, 'params' | 'tags' | 'latestMetrics'>): Listed {
  const ref: Ref = { kind: 'run', id: row.run_id ?? '' }
  const scope = experimentRef(row.experiment ?? '')
  try {
    const name = row.name ?? ''
    const fields: RunFields = {
      name,
      status: row.status || 'FINISHED',
      startTime: timeOf(row.start_time),
      endTime: timeOf(row.end_time),
      userId: row.user ?? '',
      lifecycle: 'active',
      artifactUri: row.artifact_uri ?? '',
      ...maps,
      // Every server tells the name in this tag too: without it `verify` would call that a difference.
      tags: name === '' ? maps.tags : new Map([['mlflow.runName', name], ...maps.tags]),
      datasetInputs: [],
      extra: {},
    }
    const links = row.parent_run_id ? [{ field: 'parent', to: { kind: 'run', id: row.parent_run_id } }] : []
    return { ref, scope, fields, links, fingerprint: runFingerprint(fields, links) }
  } catch (error) {
    return { ref, scope, error: asMlferryError(error, 'ERR_LISTING', 'The row cannot be read') }
  }
}

function isAskedFor(listed: Listed, { ids, scopes, since, until }: Query): boolean {
  if (ids && !ids.includes(listed.ref.id)) return false
  if (scopes && listed.scope && !scopes.some(({ id }) => id === listed.scope?.id)) return false
  const { startTime = null } = 'fields' in listed ? (listed.fields as Partial<RunFields>) : {}
  if (startTime === null) return true
  return (since === undefined || startTime >= since) && (until === undefined || startTime < until)
}

function experimentRef(name: string): Ref {
  return { kind: 'experiment', id: name }
}

function timeOf(text = ''): number | null {
  return text === '' ? null : numberOf(text)
}

/** By step, then time, then value, as MLflow has it. */
function isNewer(point: MetricPoint, than: MetricPoint | undefined): boolean {
  if (!than) return true
  if (point.step !== than.step) return point.step > than.step
  if (point.timestamp !== than.timestamp) return point.timestamp > than.timestamp
  return !(point.value < than.value)
}

function chunkOf(key: string, rows: readonly MetricRow[]) {
  return {
    key,
    timestamps: BigInt64Array.from(rows, ({ timestamp }) => timestamp),
    steps: BigInt64Array.from(rows, ({ step }) => step),
    values: Float64Array.from(rows, ({ value }) => value),
  }
}
