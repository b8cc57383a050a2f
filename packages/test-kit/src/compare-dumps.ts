import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import { fieldsOfEvaluationDataset, pairEvaluationDatasets } from './compare-evaluation-datasets.ts'
import { fieldsOfExperiments } from './compare-experiments.ts'
import { compareFields, type FieldDifference, type Fields } from './compare-fields.ts'
import { fieldsOfLoggedModels } from './compare-logged-models.ts'
import { fieldsOfVersions } from './compare-model-versions.ts'
import { fieldsOfPrompt, fieldsOfPromptVersion, fieldsOfRegisteredModel } from './compare-prompts.ts'
import { fieldsOfRuns } from './compare-runs.ts'
import { fieldsOfTrace } from './compare-traces.ts'
import type {
  EvaluationDatasetDump,
  ExperimentDump,
  ModelVersionDump,
  PromptDump,
  PromptVersionDump,
  RegisteredModelDump,
  ServerDump,
  TraceDump,
} from './dump-server.ts'
import { idMap } from './map-ids.ts'
import { type Pairs, pairLoggedModels, pairRuns } from './pair-dumps.ts'

export interface Difference {
  /** `missing` on the right, `extra` on the right, `doubled` on the right, or there on both sides and different. */
  readonly problem: 'missing' | 'extra' | 'doubled' | 'differs'
  readonly object:
    | 'experiment'
    | 'run'
    | 'loggedModel'
    | 'registeredModel'
    | 'modelVersion'
    | 'prompt'
    | 'promptVersion'
    | 'evaluationDataset'
    | 'webhook'
    | 'trace'
  /** `experiment`, `experiment / run name (id)` (or logged model), `model` or `model/3`, as the left knows it. */
  readonly name: string
  /** Such as `status`, `tags.team`, `metrics.loss`, `artifacts.model/MLmodel`, `aliases.champion`. */
  readonly field?: string
  readonly left?: unknown
  readonly right?: unknown
}

/** What differs between two servers' content; empty when the right is a true copy of the left. */
export function compareDumps(
  left: ServerDump,
  right: ServerDump,
  options: CompareDumpsOptions = {},
): readonly Difference[] {
  const { renamed = {}, renamedModels = {}, models = true } = options
  const runs = pairRuns(left, right, options)
  const loggedModels = pairLoggedModels(left, right, options)
  const ids = idMap(runs, loggedModels)
  const rightModels = new Set(right.loggedModels?.map(({ id }) => id))
  const compare = <T>(object: Difference['object'], comparison: Omit<Comparison<T>, 'object' | 'options'>) =>
    comparePairs({ object, options, ...comparison })
  const differences = [
    ...compare<ExperimentDump>('experiment', {
      pairs: pairByKey(left.experiments, right.experiments, ({ name }) => name, renamed),
      rights: right.experiments,
      nameOf: ({ name }) => name,
      fieldsOf: (ours, theirs) => fieldsOfExperiments(ours, theirs, ids, options),
    }),
    ...compare('run', {
      pairs: runs,
      rights: right.runs,
      nameOf: titleOf,
      fieldsOf: (ours, theirs) => fieldsOfRuns(ours, theirs, { ids, rightModels, options }),
    }),
  ]
  differences.push(
    ...compare<TraceDump>('trace', {
      pairs: pairByKey(left.traces ?? [], right.traces ?? [], ({ id }) => id, {}),
      rights: right.traces ?? [],
      nameOf: ({ experiment, id }) => `${experiment} / ${id}`,
      fieldsOf: (ours, theirs) => [fieldsOfTrace(ours, options, ids), fieldsOfTrace(theirs, options)],
    }),
  )
  if (!models) return differences
  const { registeredModels = [], modelVersions = [] } = right
  const renamedVersions = (left.modelVersions ?? []).map((version) => {
    return [
      versionName(version),
      versionName({ ...version, name: renamedModels[version.name] ?? version.name }),
    ] as const
  })
  return [
    ...differences,
    ...compare('loggedModel', {
      pairs: loggedModels,
      rights: right.loggedModels ?? [],
      nameOf: titleOf,
      fieldsOf: (ours, theirs) => fieldsOfLoggedModels(ours, theirs, ids, options),
    }),
    ...compare<RegisteredModelDump>('registeredModel', {
      pairs: pairByKey(left.registeredModels ?? [], registeredModels, ({ name }) => name, renamedModels),
      rights: registeredModels,
      nameOf: ({ name }) => name,
      fieldsOf: (ours, theirs) => [fieldsOfRegisteredModel(ours, options), fieldsOfRegisteredModel(theirs, options)],
    }),
    ...compare<ModelVersionDump>('modelVersion', {
      pairs: pairByKey(left.modelVersions ?? [], modelVersions, versionName, Object.fromEntries(renamedVersions)),
      rights: modelVersions,
      nameOf: versionName,
      fieldsOf: (ours, theirs) => fieldsOfVersions(ours, theirs, { left, right, ids, options }),
    }),
    ...compare<PromptDump>('prompt', {
      pairs: pairByKey(left.prompts ?? [], right.prompts ?? [], ({ name }) => name, {}),
      rights: right.prompts ?? [],
      nameOf: ({ name }) => name,
      fieldsOf: (ours, theirs) => [fieldsOfPrompt(ours, options), fieldsOfPrompt(theirs, options)],
    }),
    ...compare<PromptVersionDump>('promptVersion', {
      pairs: pairByKey(left.promptVersions ?? [], right.promptVersions ?? [], versionName, {}),
      rights: right.promptVersions ?? [],
      nameOf: versionName,
      fieldsOf: (ours, theirs) => [fieldsOfPromptVersion(ours, options, ids), fieldsOfPromptVersion(theirs, options)],
    }),
    ...compare<EvaluationDatasetDump>('evaluationDataset', {
      pairs: pairEvaluationDatasets(left, right),
      rights: right.evaluationDatasets ?? [],
      nameOf: ({ name, id }) => `${name} (${id})`,
      fieldsOf: (ours, theirs) => [
        fieldsOfEvaluationDataset(ours, options),
        fieldsOfEvaluationDataset(theirs, options),
      ],
    }),
    ...compare<string>('webhook', {
      pairs: new Map([['all', ['all']]]),
      rights: ['all'],
      nameOf: (name) => name,
      fieldsOf: () => [new Map([['webhooks', left.webhooks ?? []]]), new Map([['webhooks', right.webhooks ?? []]])],
    }),
  ]
}

interface Comparison<T> {
  readonly object: Difference['object']
  readonly pairs: Pairs<T>
  readonly rights: readonly T[]
  readonly options: CompareDumpsOptions
  readonly nameOf: (item: T) => string
  readonly fieldsOf: (left: T, right: T) => readonly [Fields, Fields]
}

function* comparePairs<T>({ object, pairs, rights, options, nameOf, fieldsOf }: Comparison<T>): Iterable<Difference> {
  for (const [item, found] of pairs) {
    const named = { object, name: nameOf(item) }
    if (found.length === 0) yield { problem: 'missing', ...named }
    if (found.length > 1) yield { problem: 'doubled', ...named, right: found.length }
    for (const other of found.slice(0, 1)) {
      const differences: Iterable<FieldDifference> = compareFields(...fieldsOf(item, other))
      for (const difference of differences) yield { problem: 'differs', ...named, ...difference }
    }
  }
  if (options.allowExtra) return
  const known = new Set([...pairs.values()].flat())
  for (const other of rights) {
    if (!known.has(other)) yield { problem: 'extra', object, name: nameOf(other) }
  }
}

function pairByKey<T>(
  lefts: readonly T[],
  rights: readonly T[],
  keyOf: (item: T) => string,
  renamed: Readonly<Record<string, string>>,
): Pairs<T> {
  const found = Map.groupBy(rights, keyOf)
  return new Map(lefts.map((item) => [item, found.get(renamed[keyOf(item)] ?? keyOf(item)) ?? []]))
}

function titleOf({ experiment, name, id }: { experiment: string; name: string; id: string }): string {
  return `${experiment} / ${name} (${id})`
}

function versionName({ name, version }: { name: string; version: number }): string {
  return `${name}/${version}`
}
