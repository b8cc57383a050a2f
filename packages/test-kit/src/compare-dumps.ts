import type { ExperimentDump, RunDump, ServerDump } from './dump-server.ts'

export interface Difference {
  /** `missing` on the right, `extra` on the right, `doubled` on the right, or there on both sides and different. */
  readonly problem: 'missing' | 'extra' | 'doubled' | 'differs'
  readonly object: 'experiment' | 'run'
  /** `experiment`, or `experiment / run name (id)` as the left knows it. */
  readonly name: string
  /** Such as `status`, `tags.team`, `metrics.loss`, `artifacts.model/MLmodel`. */
  readonly field?: string
  readonly left?: unknown
  readonly right?: unknown
}

export interface CompareDumpsOptions {
  /**
   * How a run of the left is found on the right. Default `source-id`: by the tag `mlferry.source.id`, which names the left
   * run, the run that both were copied from, or (when the left is the copy) the right one.
   */
  readonly pairBy?: 'source-id' | 'name-and-start-time'
  /** Left names of experiments that have another name on the right. */
  readonly renamed?: Readonly<Record<string, string>>
  /** Tags that may differ, besides `mlferry.*`: names, or beginnings of names that end in `*`. */
  readonly ignoreTags?: readonly string[]
  /** Beginnings of artifact paths that may differ. Default: `mlferry/`. */
  readonly ignoreArtifacts?: readonly string[]
  /** The right may hold other experiments and runs. Default: false. */
  readonly allowExtra?: boolean
}

const sourceId = 'mlferry.source.id'
const runReferences = ['mlflow.parentRunId', 'mlflow.rootRunId']

/** What differs between two servers' content; empty when the right is a true copy of the left. */
export function compareDumps(
  left: ServerDump,
  right: ServerDump,
  options: CompareDumpsOptions = {},
): readonly Difference[] {
  return [...compareExperiments(left, right, options), ...compareRuns(left, right, options)]
}

function* compareExperiments(left: ServerDump, right: ServerDump, options: CompareDumpsOptions): Iterable<Difference> {
  const rights = Map.groupBy(right.experiments, (experiment) => experiment.name)
  for (const experiment of left.experiments) {
    const found = rights.get(rightName(experiment.name, options)) ?? []
    rights.delete(rightName(experiment.name, options))
    const named = { object: 'experiment', name: experiment.name } as const
    yield* countDifference(named, found)
    for (const other of found.slice(0, 1)) {
      for (const difference of compareFields(experimentFields(experiment, options), experimentFields(other, options))) {
        yield { problem: 'differs', ...named, ...difference }
      }
    }
  }
  if (options.allowExtra) return
  for (const name of rights.keys()) yield { problem: 'extra', object: 'experiment', name }
}

function* compareRuns(left: ServerDump, right: ServerDump, options: CompareDumpsOptions): Iterable<Difference> {
  const byName = options.pairBy === 'name-and-start-time'
  const pairs = byName ? pairByName(left, right, options) : pairBySource(left, right)
  const rightIds = new Map([...pairs].map(([run, found]) => [run.id, found[0]?.id]))
  for (const [run, found] of pairs) {
    const named = { object: 'run', name: runName(run) } as const
    yield* countDifference(named, found)
    for (const other of found.slice(0, 1)) {
      const [ours, theirs] = [runFields(run, options), runFields(other, options)]
      ours.set('experiment', rightName(run.experiment, options))
      for (const tag of runReferences) translateReference({ tag, run, other, ours, rightIds })
      for (const difference of compareFields(ours, theirs)) yield { problem: 'differs', ...named, ...difference }
    }
  }
  if (options.allowExtra) return
  const known = new Set([...pairs.values()].flat())
  for (const run of right.runs) {
    if (!known.has(run)) yield { problem: 'extra', object: 'run', name: runName(run) }
  }
}

type Pairs = ReadonlyMap<RunDump, readonly RunDump[]>

function pairBySource(left: ServerDump, right: ServerDump): Pairs {
  const byId = Map.groupBy(right.runs, (run) => run.id)
  const bySource = Map.groupBy(right.runs, (run) => run.tags[sourceId] ?? '')
  return new Map(
    left.runs.map((run) => {
      const origin = run.tags[sourceId]
      const shared = origin ? [...(bySource.get(origin) ?? []), ...(byId.get(origin) ?? [])] : []
      return [run, [...new Set([...(bySource.get(run.id) ?? []), ...shared])]]
    }),
  )
}

/** Twins are taken in the order of their end. */
function pairByName(left: ServerDump, right: ServerDump, options: CompareDumpsOptions): Pairs {
  const byEnd = (runs: readonly RunDump[]) => runs.toSorted((a, b) => a.endTime.localeCompare(b.endTime))
  const key = (run: RunDump, experiment: string) => JSON.stringify([experiment, run.name, run.startTime])
  const rights = Map.groupBy(byEnd(right.runs), (run) => key(run, run.experiment))
  const lefts = Map.groupBy(byEnd(left.runs), (run) => key(run, rightName(run.experiment, options)))
  return new Map(
    [...lefts].flatMap(([shared, runs]) => {
      const found = rights.get(shared) ?? []
      const last = runs.length - 1
      return runs.map((run, index) => [run, found.slice(index, index < last ? index + 1 : undefined)] as const)
    }),
  )
}

function experimentFields(experiment: ExperimentDump, options: CompareDumpsOptions): Map<string, unknown> {
  const tags = Object.entries(experiment.tags).filter(([tag]) => !isIgnoredTag(tag, options))
  return new Map<string, unknown>([
    ['lifecycle', experiment.lifecycle],
    ...tags.map(([tag, value]) => [`tags.${tag}`, value] as const),
  ])
}

function runFields(run: RunDump, options: CompareDumpsOptions): Map<string, unknown> {
  const { id, params, tags, latestMetrics, metrics, artifacts, inputs, ...plain } = run
  const fields = new Map<string, unknown>(Object.entries(plain))
  for (const [key, value] of Object.entries(params)) fields.set(`params.${key}`, value)
  for (const [key, value] of Object.entries(latestMetrics)) fields.set(`latestMetrics.${key}`, value)
  for (const [key, value] of Object.entries(metrics)) fields.set(`metrics.${key}`, value)
  for (const [key, value] of Object.entries(tags)) {
    if (!isIgnoredTag(key, options)) fields.set(`tags.${key}`, value)
  }
  const { ignoreArtifacts = ['mlferry/'] } = options
  for (const [path, value] of Object.entries(artifacts)) {
    if (!ignoreArtifacts.some((start) => path.startsWith(start))) fields.set(`artifacts.${path}`, value)
  }
  return fields.set(
    'inputs',
    inputs.map((input) => JSON.stringify(input)),
  )
}

interface Reference {
  readonly tag: string
  readonly run: RunDump
  readonly other: RunDump
  readonly ours: Map<string, unknown>
  readonly rightIds: ReadonlyMap<string, string | undefined>
}

/** A reference to a run must name that run's copy, or, where there is none, be kept for later as a pending link. */
function translateReference({ tag, run, other, ours, rightIds }: Reference): void {
  const id = run.tags[tag]
  if (id === undefined || !ours.has(`tags.${tag}`)) return
  const copy = rightIds.get(id)
  const pending = Object.entries(other.tags).some(
    ([name, value]) => name.startsWith('mlferry.pending.') && value.includes(id),
  )
  if (copy !== undefined) ours.set(`tags.${tag}`, copy)
  else if (pending) ours.delete(`tags.${tag}`)
}

interface FieldDifference {
  readonly field: string
  readonly left: unknown
  readonly right: unknown
}

function* compareFields(
  left: ReadonlyMap<string, unknown>,
  right: ReadonlyMap<string, unknown>,
): Iterable<FieldDifference> {
  for (const field of new Set([...left.keys(), ...right.keys()])) {
    const [ours, theirs] = [left.get(field), right.get(field)]
    if (Array.isArray(ours) && Array.isArray(theirs)) {
      const [onlyLeft, onlyRight] = [multisetMinus(ours, theirs), multisetMinus(theirs, ours)]
      if (onlyLeft.length > 0 || onlyRight.length > 0) yield { field, left: onlyLeft, right: onlyRight }
    } else if (ours !== theirs) {
      yield { field, left: ours, right: theirs }
    }
  }
}

function multisetMinus(items: readonly string[], minus: readonly string[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const item of minus) counts.set(item, (counts.get(item) ?? 0) + 1)
  return items.filter((item) => {
    const count = counts.get(item) ?? 0
    counts.set(item, count - 1)
    return count <= 0
  })
}

function* countDifference(
  named: { readonly object: 'experiment' | 'run'; readonly name: string },
  found: readonly unknown[],
): Iterable<Difference> {
  if (found.length === 0) yield { problem: 'missing', ...named }
  if (found.length > 1) yield { problem: 'doubled', ...named, right: found.length }
}

function isIgnoredTag(tag: string, { ignoreTags = [] }: CompareDumpsOptions): boolean {
  return ['mlferry.*', ...ignoreTags].some((rule) =>
    rule.endsWith('*') ? tag.startsWith(rule.slice(0, -1)) : tag === rule,
  )
}

function rightName(name: string, { renamed = {} }: CompareDumpsOptions): string {
  return renamed[name] ?? name
}

function runName(run: RunDump): string {
  return `${run.experiment} / ${run.name} (${run.id})`
}
