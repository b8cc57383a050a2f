import type { JsonObject } from '@mlferry/exact-json'
import type { ExperimentFields } from '../objects/experiment.ts'
import { experimentFingerprint } from '../objects/experiment.ts'
import type { Header } from '../objects/header.ts'
import type { MetricChunk } from '../objects/metric-chunk.ts'
import type { Link } from '../objects/ref.ts'
import { type RunFields, runFingerprint } from '../objects/run.ts'

/** An object with its content, as a source would hold it. */
export interface SampleObject {
  readonly header: Header
  /** The identity by which its kind recognises copies. */
  readonly key: string
  readonly chunks: readonly MetricChunk[]
  readonly files: Readonly<Record<string, string>>
  readonly rows?: { readonly name: string; readonly rows: readonly JsonObject[] }
}

/** One experiment and three runs with what is hard about them; what holds comes first. Values that every MLflow store keeps exactly. */
export function sampleObjects(): readonly SampleObject[] {
  const parent = sampleRun({ id: 'a'.repeat(32), name: 'parent', startTime: 1_700_000_000_123 })
  const child = sampleRun({
    id: 'b'.repeat(32),
    name: 'child',
    startTime: 1_700_000_000_123,
    parent: parent.ref.id,
    params: new Map([
      ['empty', ''],
      ['größe/a b', 'ß'.repeat(400)],
      ['__proto__', 'own'],
    ]),
    metrics: [
      metricChunk('loss', [
        [0.1 + 0.2, 0n],
        [Number.NaN, 1n],
        [5e-324, -7n],
      ]),
      metricChunk('val/loss x', [[Number.MAX_VALUE, 9_007_199_254_740_993n]]),
    ],
  })
  const open = sampleRun({
    id: 'c'.repeat(32),
    name: 'still running',
    startTime: 1_700_000_000_999,
    status: 'RUNNING',
    endTime: null,
  })
  return [
    { header: sampleExperiment(), key: sampleExperiment().fields.name, chunks: [], files: {} },
    { header: parent, key: parent.ref.id, chunks: [], files: {} },
    {
      header: child,
      key: child.ref.id,
      chunks: [
        metricChunk('loss', [
          [0.1 + 0.2, 0n],
          [Number.NaN, 1n],
          [5e-324, -7n],
        ]),
        metricChunk('val/loss x', [[Number.MAX_VALUE, 9_007_199_254_740_993n]]),
      ],
      files: { 'model/MLmodel': 'flavors: {}\n', 'empty.bin': '', 'with space/é 値.txt': 'text' },
    },
    { header: open, key: open.ref.id, chunks: [], files: {} },
  ]
}

export function sampleExperiment(name = 'contract/größe 値'): Header<ExperimentFields> {
  const fields: ExperimentFields = {
    name,
    lifecycle: 'active',
    tags: new Map([['team', 'fraud é']]),
    artifactLocation: '',
    creationTime: 1_700_000_000_000,
    lastUpdateTime: 1_700_000_000_000,
    extra: {},
  }
  return { ref: { kind: 'experiment', id: '41' }, fields, links: [], fingerprint: experimentFingerprint(fields) }
}

interface SampleRun extends Partial<Omit<RunFields, 'latestMetrics'>> {
  readonly id: string
  readonly parent?: string
  readonly metrics?: readonly MetricChunk[]
}

export function sampleRun({ id, parent, metrics = [], ...rest }: SampleRun): Header<RunFields> {
  const links: Link[] = parent ? [{ field: 'parent', to: { kind: 'run', id: parent } }] : []
  const fields: RunFields = {
    name: id,
    status: 'FINISHED',
    startTime: 1,
    endTime: 1_700_000_060_000,
    userId: 'ann',
    lifecycle: 'active',
    artifactUri: '',
    params: new Map(),
    tags: new Map([['mlflow.note.content', `about ${id}`]]),
    latestMetrics: new Map(metrics.map((chunk) => [chunk.key, latestPoint(chunk)])),
    datasetInputs: [],
    extra: {},
    ...rest,
  }
  const scope = { kind: 'experiment', id: '41' }
  return { ref: { kind: 'run', id }, scope, fields, links, fingerprint: runFingerprint(fields, links) }
}

/** Points as [value, step], all at one time. */
export function metricChunk(key: string, points: readonly (readonly [number, bigint])[]): MetricChunk {
  return {
    key,
    values: Float64Array.from(points, ([value]) => value),
    steps: BigInt64Array.from(points, ([, step]) => step),
    timestamps: BigInt64Array.from(points, () => 1_700_000_000_456n),
  }
}

function latestPoint({ values, steps, timestamps }: MetricChunk) {
  let at = 0
  for (const [index, step] of steps.entries()) if (step > (steps[at] ?? 0n)) at = index
  return { value: values[at] ?? 0, step: steps[at] ?? 0n, timestamp: timestamps[at] ?? 0n }
}
