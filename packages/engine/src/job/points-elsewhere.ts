import type { Capabilities, Header, MetricChunk, ObjectKind, Ref, RunPoint, Spool, SpoolPlace } from '@mlferry/core'
import type { Item } from '../inventory/inventory.ts'
import type { Plan } from '../plan/plan-copy.ts'
import type { Problem } from '../report/outcome.ts'
import type { IdMap } from './id-map.ts'

interface PointsContext {
  readonly kinds: readonly ObjectKind[]
  readonly capabilities: Capabilities
  readonly spool: Spool
  readonly ids: IdMap
}

interface Owner {
  readonly kind: ObjectKind
  readonly slot: SpoolPlace
  readonly scope: Ref | undefined
}

/** Points of a logged model are points of a run too. Where the target wants them from the model, the run leaves them out: each is sent once. */
export class PointsElsewhere {
  readonly #spool: Spool
  readonly #kinds = new Set<string>()
  /** Objects that this job writes, with points on a run, by the id of that run. */
  readonly #byRun = new Map<string, Owner[]>()
  readonly #ids: IdMap

  constructor(plan: Plan, { kinds, capabilities, spool, ids }: PointsContext) {
    this.#spool = spool
    this.#ids = ids
    for (const kind of kinds) {
      if (!capabilities.kind(kind.name)?.logsPoints) continue
      this.#kinds.add(kind.name)
      for (const { item } of plan.steps.get(kind.name) ?? []) {
        for (const runId of item.pointsOn) {
          const owners = this.#byRun.get(runId) ?? []
          owners.push({ kind, slot: item.slot, scope: item.scope })
          this.#byRun.set(runId, owners)
        }
      }
    }
  }

  /** What runs lack when this object fails. A later job brings it. */
  missingWith({ ref, pointsOn, scope }: Item): readonly Problem[] {
    if (pointsOn.length === 0 || !this.#kinds.has(ref.kind) || !this.#hasPlace(scope)) return []
    const runs = pointsOn.slice(0, 5).join(', ')
    const more = pointsOn.length > 5 ? ` and ${pointsOn.length - 5} more` : ''
    return [{ code: 'ERR_POINTS_MISSING', message: `Its points may be missing on the runs ${runs}${more}, too.` }]
  }

  /** Takes from a chunk of a run the points that come with another object. */
  async ownOf(run: Ref): Promise<(chunk: MetricChunk) => MetricChunk> {
    const owners = run.kind === 'run' ? this.#byRun.get(run.id) : undefined
    if (!owners) return (chunk) => chunk
    const elsewhere = new Set<string>()
    for (const { kind, slot, scope } of owners) {
      if (!this.#hasPlace(scope)) continue
      const points = kind.points?.(this.#spool.get<Header>(slot)) ?? []
      for (const point of points) if (point.runId === run.id) elsewhere.add(identity(point))
    }
    return (chunk) => without(chunk, elsewhere)
  }

  /** An object cannot come when what holds it did not: the run keeps its points then. */
  #hasPlace(scope: Ref | undefined): boolean {
    return scope === undefined || this.#ids.get(scope) !== undefined
  }
}

function without(chunk: MetricChunk, elsewhere: ReadonlySet<string>): MetricChunk {
  const { key, timestamps, steps, values } = chunk
  const isOwn = (_: unknown, index: number) => {
    const [timestamp = 0n, step = 0n, value = 0] = [timestamps[index], steps[index], values[index]]
    return !elsewhere.has(identity({ key, timestamp, step, value }))
  }
  if (values.every(isOwn)) return chunk
  return {
    ...chunk,
    timestamps: timestamps.filter(isOwn),
    steps: steps.filter(isOwn),
    values: values.filter(isOwn),
  }
}

function identity({ key, timestamp, step, value }: Omit<RunPoint, 'runId'>): string {
  return `${timestamp} ${step} ${value} ${key}`
}
