import { mlflowTags } from '../mlflow/mlflow-tags.ts'
import { isViewTag } from '../mlflow/saved-views.ts'
import { fingerprintOf, hasFingerprint } from './fingerprint-of.ts'
import type { Header } from './header.ts'
import type { KindFields } from './kind-fields.ts'
import type { MetricPoint } from './run.ts'

/** Tags of runs that hold ids of their own server. */
const tagsWithIds: readonly string[] = [mlflowTags.modelHistory]

/**
 * A fingerprint without links, and without ids and addresses of the store: equal for an object and its copies, on whatever road these
 * came. Unlike `Header.fingerprint` it says nothing of references.
 */
export function contentOf({ ref, fields }: Pick<Header, 'ref' | 'fields'>): string | undefined {
  if (!hasFingerprint(ref.kind)) return undefined
  const own: ((fields: never) => object) | undefined = ownFields[ref.kind]
  return fingerprintOf({ ref, fields: own?.(fields as never) ?? fields, links: [] })
}

/** Fields without what belongs to one store, of kinds that have such. */
type OwnFields = { readonly [Kind in keyof KindFields]?: (fields: KindFields[Kind]) => KindFields[Kind] }

const ownFields: OwnFields = {
  experiment: (fields) => {
    const { tags, ...rest } = fields
    return { ...rest, tags: without(tags, isViewTag) }
  },
  run: (fields) => {
    const { tags, latestMetrics, ...rest } = fields
    const points = new Map([...latestMetrics].map(([key, point]) => [key, asKept(point)]))
    return { ...rest, tags: without(tags, (key) => tagsWithIds.includes(key)), latestMetrics: points }
  },
  loggedModel: (fields) => {
    const { metrics, ...rest } = fields
    return { ...rest, metrics: metrics.map((each) => ({ ...asKept(each), runId: '' })) }
  },
  modelVersion: (fields) => ({ ...fields, source: '' }),
  // Each server computes a digest of its own, and a schema that depends on the order of the records.
  evaluationDataset: (fields) => ({ ...fields, digest: '', schema: null }),
}

/** Servers on SQL keep an infinity as the largest number, and zero without its sign. */
function asKept<T extends MetricPoint>(point: T): T {
  return { ...point, value: Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, point.value)) + 0 }
}

function without(tags: ReadonlyMap<string, string>, left: (key: string) => boolean): Map<string, string> {
  return new Map([...tags].filter(([key]) => !left(key)))
}
