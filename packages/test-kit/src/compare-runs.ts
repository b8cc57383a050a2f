import { addArtifactFields } from './artifact-fields.ts'
import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import { addFields, type Fields } from './compare-fields.ts'
import type { RunDump } from './dump-server.ts'
import type { IdMap } from './map-ids.ts'
import { addTagFields } from './tag-fields.ts'

const runReferences = ['mlflow.parentRunId', 'mlflow.rootRunId']

export interface RunContext {
  readonly ids: IdMap
  /** The ids of the logged models of the right. */
  readonly rightModels: ReadonlySet<string>
  readonly options: CompareDumpsOptions
}

/** The fields of a run as its copy must have them, and of what stands for its copy. */
export function fieldsOfRuns(
  run: RunDump,
  other: RunDump,
  { ids, rightModels, options }: RunContext,
): readonly [Fields, Fields] {
  const [ours, theirs] = [plainFields(run), plainFields(other)]
  ours.set('experiment', options.renamed?.[run.experiment] ?? run.experiment)
  addArtifactFields([run, run.artifactUri ?? '', ours], [other, other.artifactUri ?? '', theirs], ids, options)
  for (const [fields, each] of [[ours, run] as const, [theirs, other] as const]) {
    fields.set(
      'inputs',
      each.inputs.map((input) => JSON.stringify(input)),
    )
  }
  addTagFields(ours, run.tags, options, ids)
  addTagFields(theirs, other.tags, options)
  for (const tag of runReferences) translateReference({ tag, run, other, ours, ids })
  if (options.models ?? true) addModelLinks({ run, other, ours, theirs, ids, rightModels })
  return [ours, theirs]
}

function plainFields(run: RunDump): Fields {
  const { id, params, tags, latestMetrics, metrics, artifacts, modelFiles, inputs, artifactUri, ...rest } = run
  const { modelInputs, modelOutputs, ...plain } = rest
  const fields: Fields = new Map<string, unknown>(Object.entries(plain))
  addFields(fields, 'params', params)
  addFields(fields, 'latestMetrics', latestMetrics)
  addFields(fields, 'metrics', metrics)
  return fields
}

interface BothRuns {
  readonly run: RunDump
  readonly other: RunDump
  readonly ours: Fields
  readonly ids: IdMap
}

/** A reference to a run must name that run's copy, or, where there is none, be kept for later as a pending link. */
function translateReference({ tag, run, other, ours, ids }: BothRuns & { readonly tag: string }): void {
  const id = run.tags[tag]
  if (id === undefined || !ours.has(`tags.${tag}`)) return
  const copy = ids.get(id)
  const pending = Object.entries(other.tags).some(
    ([name, value]) => name.startsWith('mlferry.pending.') && value.includes(id),
  )
  if (copy !== undefined) ours.set(`tags.${tag}`, copy)
  else if (pending) ours.delete(`tags.${tag}`)
}

/** Links to logged models that were not copied are not judged: these are reported themselves, or were deleted. */
function addModelLinks({
  run,
  other,
  ours,
  theirs,
  ids,
  rightModels,
}: BothRuns & Omit<RunContext, 'options'> & Theirs) {
  const copies = (id: string) => ids.get(id) ?? []
  const known = (id: string) => (rightModels.has(id) ? id : [])
  for (const [fields, each, idsOf] of [[ours, run, copies] as const, [theirs, other, known] as const]) {
    const { modelInputs = [], modelOutputs = [] } = each
    const outputs = modelOutputs.flatMap(({ model, step }) =>
      [idsOf(model)].flat().map((id) => `${id} at step ${step}`),
    )
    fields.set('modelInputs', modelInputs.flatMap(idsOf))
    fields.set('modelOutputs', outputs)
  }
}

interface Theirs {
  readonly theirs: Fields
}
