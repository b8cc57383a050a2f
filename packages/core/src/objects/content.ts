import type { EvaluationDatasetFields } from './evaluation-dataset.ts'
import type { ExperimentFields } from './experiment.ts'
import { fingerprintOf, hasFingerprint } from './fingerprint-of.ts'
import type { Header } from './header.ts'
import type { LoggedModelFields } from './logged-model.ts'
import type { ModelVersionFields } from './model-version.ts'
import type { MetricPoint, RunFields } from './run.ts'
import { isViewTag } from './saved-views.ts'

/** Tags of runs that hold ids of their own server. */
const tagsWithIds: readonly string[] = ['mlflow.log-model.history']

/**
 * A fingerprint without links, and without ids and addresses of the store: equal for an object and its copies, on whatever road these
 * came. Unlike `Header.fingerprint` it says nothing of references.
 */
export function contentOf({ ref, fields }: Pick<Header, 'ref' | 'fields'>): string | undefined {
  if (!hasFingerprint(ref.kind)) return undefined
  const own = Object.hasOwn(ownFields, ref.kind) ? ownFields[ref.kind]?.(fields) : undefined
  return fingerprintOf({ ref, fields: own ?? fields, links: [] })
}

/** Fields without what belongs to one store, of kinds that have such. */
const ownFields: Readonly<Record<string, (fields: object) => object>> = {
  experiment: (fields) => {
    const { tags, ...rest } = fields as ExperimentFields
    return { ...rest, tags: without(tags, isViewTag) }
  },
  run: (fields) => {
    const { tags, latestMetrics, ...rest } = fields as RunFields
    const points = new Map([...latestMetrics].map(([key, point]) => [key, asKept(point)]))
    return { ...rest, tags: without(tags, (key) => tagsWithIds.includes(key)), latestMetrics: points }
  },
  loggedModel: (fields) => {
    const { metrics, ...rest } = fields as LoggedModelFields
    return { ...rest, metrics: metrics.map((each) => ({ ...asKept(each), runId: '' })) }
  },
  modelVersion: (fields) => ({ ...(fields as ModelVersionFields), source: '' }),
  // Each server computes a digest of its own, and a schema that depends on the order of the records.
  evaluationDataset: (fields) => ({ ...(fields as EvaluationDatasetFields), digest: '', schema: null }),
}

/** Servers on SQL keep an infinity as the largest number, and zero without its sign. */
function asKept<T extends MetricPoint>(point: T): T {
  return { ...point, value: Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, point.value)) + 0 }
}

function without(tags: ReadonlyMap<string, string>, left: (key: string) => boolean): Map<string, string> {
  return new Map([...tags].filter(([key]) => !left(key)))
}
