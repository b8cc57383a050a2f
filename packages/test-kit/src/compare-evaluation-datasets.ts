import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import type { Fields } from './compare-fields.ts'
import type { EvaluationDatasetDump, ServerDump } from './dump-server.ts'
import { type Pairs, sourceId } from './pair-dumps.ts'
import { addTagFields } from './tag-fields.ts'

export function fieldsOfEvaluationDataset(dataset: EvaluationDatasetDump, options: CompareDumpsOptions): Fields {
  const { renamed = {} } = options
  const { name, schema, profile, createdBy, experiments, records } = dataset
  const fields: Fields = new Map<string, unknown>([
    ['name', name],
    ['schema', schema],
    ['profile', profile],
    ['createdBy', createdBy],
    ['experiments', experiments.map((each) => renamed[each] ?? each)],
    ['records', records],
  ])
  addTagFields(fields, dataset.tags, options)
  return fields
}

/** Names may repeat: a copy is told by the tag that names the left one, or the one that both were copied from. */
export function pairEvaluationDatasets(left: ServerDump, right: ServerDump): Pairs<EvaluationDatasetDump> {
  const { evaluationDatasets: rights = [] } = right
  const idsOf = ({ id, tags }: EvaluationDatasetDump) => [
    id,
    ...['mlferry.origin.id', sourceId].flatMap((tag) => tags[tag] ?? []),
  ]
  return new Map(
    (left.evaluationDatasets ?? []).map((dataset) => {
      const ids = new Set(idsOf(dataset))
      return [dataset, rights.filter((other) => idsOf(other).some((id) => ids.has(id)))]
    }),
  )
}
