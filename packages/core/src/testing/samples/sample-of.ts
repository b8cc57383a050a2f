import type { JsonObject } from '@mlferry/exact-json'
import { fingerprintOf } from '../../objects/fingerprint-of.ts'
import type { MetricChunk } from '../../objects/metric-chunk.ts'
import type { Link, Ref } from '../../objects/ref.ts'
import type { SampleObject } from '../sample-objects.ts'

interface Sampling<Fields> {
  /** `kind id`. */
  readonly ref: Ref
  readonly scope?: Ref
  /** The identity by which its kind recognises copies. Default: its id. */
  readonly key?: string
  readonly fields: Fields
  readonly links?: readonly Link[]
  readonly chunks?: readonly MetricChunk[]
  readonly files?: Readonly<Record<string, string>>
  readonly rows?: { readonly name: string; readonly rows: readonly JsonObject[] }
}

/** An object of any kind, as its source would hold it. */
export function sampleOf<Fields extends object>(sampling: Sampling<Fields>): SampleObject {
  const { ref, scope, key = ref.id, fields, links = [], chunks = [], files = {}, rows } = sampling
  const header = { ref, ...(scope ? { scope } : {}), fields, links, fingerprint: fingerprintOf({ ref, fields, links }) }
  return { header, key, chunks, files, ...(rows ? { rows } : {}) }
}

export function refTo(kind: string, id: string): Ref {
  return { kind, id }
}

export function linkTo(field: string, to: Ref, data?: JsonObject): Link {
  return { field, to, ...(data ? { data } : {}) }
}

/** Ids of samples that others name. */
export const sampleIds = {
  experiment: refTo('experiment', '41'),
  deletedExperiment: refTo('experiment', '42'),
  parent: refTo('run', 'a'.repeat(32)),
  child: refTo('run', 'b'.repeat(32)),
  open: refTo('run', 'c'.repeat(32)),
  deletedRun: refTo('run', 'd'.repeat(32)),
  loggedModel: refTo('loggedModel', `m-${'1'.repeat(32)}`),
  failedModel: refTo('loggedModel', `m-${'2'.repeat(32)}`),
  registeredModel: refTo('registeredModel', 'contract größe 値'),
  prompt: refTo('prompt', 'contract-prompt'),
  promptVersion: refTo('promptVersion', 'contract-prompt/1'),
  dataset: refTo('evaluationDataset', `d-${'3'.repeat(32)}`),
  issue: refTo('issue', `iss-${'4'.repeat(32)}`),
  trace: refTo('trace', `tr-${'5'.repeat(32)}`),
  openTrace: refTo('trace', `tr-${'6'.repeat(32)}`),
  scorer: refTo('scorer', '7'.repeat(32)),
  labelSchema: refTo('labelSchema', `ls-${'8'.repeat(32)}`),
  reviewQueue: refTo('reviewQueue', `rq-${'9'.repeat(32)}`),
  webhook: refTo('webhook', `wh-${'0'.repeat(32)}`),
  workspace: refTo('workspace', 'contract-team'),
} as const

export const sampleTimes = { creationTime: 1_700_000_000_123, lastUpdateTime: 1_700_000_000_456 } as const
