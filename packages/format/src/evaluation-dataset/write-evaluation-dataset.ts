import {
  type EvaluationDatasetHeader,
  type EvaluationRecord,
  evaluationRecordText,
  type OpenContext,
  type Writer,
} from '@mlferry/core'
import { asciiJson, type JsonObject } from '@mlferry/exact-json'
import { humanTime } from '../json/human-time.ts'
import { jsonText } from '../json/json-text.ts'
import { textsToJson } from '../json/texts.ts'
import { writeObjectFile } from '../sealed/write-object-file.ts'
import type { EvaluationDatasetFiles } from './evaluation-dataset-files.ts'

export interface EvaluationDatasetWriting {
  readonly header: EvaluationDatasetHeader
  readonly context: OpenContext
  readonly datasets: EvaluationDatasetFiles
  readonly system: JsonObject
}

/** Opens evaluation_dataset.json, with a record a line. */
export async function writeEvaluationDataset(writing: EvaluationDatasetWriting): Promise<Writer> {
  const { header, context, datasets, system } = writing
  const { ref, fields } = header
  const files = await datasets.files.load()
  const object = jsonText(datasetObject(header), '    ')
  return await writeObjectFile({
    header,
    id: ref.id,
    context,
    files,
    path: datasets.pathOf(ref.id, fields),
    stanza: { name: fields.name, extra: fields.extra },
    // The records stand last, so that they can be written as they come.
    before: `  "system": ${jsonText(system, '  ')},\n  "mlflow": {\n    "evaluation_dataset": ${object.replace(/\n {4}\}$/, '')},\n      "records": [`,
    after: '\n      ]\n    }\n  }\n}\n',
    row: (row) => `        ${asciiJson(evaluationRecordText(row as EvaluationRecord, { whole: true }))}`,
  })
}

/** As the Python tool writes it: the source names the dataset itself. */
function datasetObject({ ref, fields, links }: EvaluationDatasetHeader): JsonObject {
  return {
    name: fields.name,
    dataset_id: ref.id,
    digest: fields.digest,
    source: JSON.stringify({ dataset_id: ref.id }),
    source_type: 'mlflow_evaluation_dataset',
    tags: textsToJson(fields.tags),
    schema: fields.schema,
    profile: fields.profile,
    created_time: fields.creationTime,
    last_update_time: fields.lastUpdateTime,
    created_by: fields.createdBy,
    last_updated_by: fields.lastUpdatedBy,
    experiment_ids: links.filter(({ field }) => field === 'experiments').map(({ to }) => to.id),
    _created_time: humanTime(fields.creationTime),
    _last_update_time: humanTime(fields.lastUpdateTime),
  }
}
