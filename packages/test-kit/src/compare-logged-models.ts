import { addArtifactFields } from './artifact-fields.ts'
import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import { addFields, type Fields } from './compare-fields.ts'
import type { LoggedModelDump } from './dump-server.ts'
import { type IdMap, mapReference } from './map-ids.ts'
import { addTagFields } from './tag-fields.ts'

/** The fields of a logged model as its copy must have them, and of what stands for its copy. */
export function fieldsOfLoggedModels(
  model: LoggedModelDump,
  other: LoggedModelDump,
  ids: IdMap,
  options: CompareDumpsOptions,
): readonly [Fields, Fields] {
  const [ours, theirs] = [plainFields(model, ids), plainFields(other)]
  ours.set('experiment', options.renamed?.[model.experiment] ?? model.experiment)
  const [run, otherRun] = mapReference(model.run, other.run, ids)
  ours.set('run', run)
  theirs.set('run', otherRun)
  addTagFields(ours, model.tags, options, ids)
  addTagFields(theirs, other.tags, options)
  addArtifactFields([model, model.location, ours], [other, other.location, theirs], ids, options)
  return [ours, theirs]
}

function plainFields(model: LoggedModelDump, ids?: IdMap): Fields {
  const { experiment, name, type, status, statusMessage, params, metrics } = model
  const fields: Fields = new Map<string, unknown>(Object.entries({ experiment, name, type, status, statusMessage }))
  addFields(fields, 'params', params)
  for (const [key, points] of Map.groupBy(metrics, (metric) => metric.key)) {
    fields.set(
      `metrics.${key}`,
      points.map(({ point, run }) => `${point} by run ${ids?.get(run) ?? run}`),
    )
  }
  return fields
}
