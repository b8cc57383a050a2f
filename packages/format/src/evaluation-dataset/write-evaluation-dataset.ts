import {
  type EvaluationDatasetHeader,
  type EvaluationRecord,
  evaluationRecordText,
  type OpenContext,
  type Writer,
} from '@mlferry/core'
import { asciiJson, type JsonObject } from '@mlferry/exact-json'
import { humanTime, jsonText, textsToJson } from '../json/json-text.ts'
import { fileStanza, likelySeal, writeObject } from '../sealed/object-writer.ts'
import { streamedFile } from '../sealed/streamed-file.ts'
import type { EvaluationDatasetStore } from './evaluation-dataset-store.ts'

export interface EvaluationDatasetWriting {
  readonly header: EvaluationDatasetHeader
  readonly context: OpenContext
  readonly datasets: EvaluationDatasetStore
  readonly system: JsonObject
}

/** Opens evaluation_dataset.json for writing, one record per line. */
export async function writeEvaluationDataset(writing: EvaluationDatasetWriting): Promise<Writer> {
  const { header, context, datasets, system } = writing
  const { ref, fields } = header
  const objects = await datasets.load()
  const object = jsonText(datasetObject(header), '    ')
  const stanza = fileStanza(header, ref.id, { name: fields.name, extra: fields.extra })
  let count = 0
  const recordText = (record: JsonObject) => {
    const text = asciiJson(evaluationRecordText(record as EvaluationRecord, { whole: true }))
    return `${count++ === 0 ? '' : ','}\n        ${text}`
  }
  return await writeObject({
    header,
    context,
    objects,
    folder: datasets.folderOf(ref.id, fields),
    stanza,
    begin: (path) =>
      streamedFile(path, {
        stanza: stanza(likelySeal(header, context)),
        // The records are last, so that they can be written as they come.
        before: `  "system": ${jsonText(system, '  ')},\n  "mlflow": {\n    "evaluation_dataset": ${object.replace(/\n {4}\}$/, '')},\n      "records": [`,
        part: (part) => (part.type === 'rows' ? part.rows.map(recordText).join('') : ''),
        after: () => '\n      ]\n    }\n  }\n}\n',
      }),
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
