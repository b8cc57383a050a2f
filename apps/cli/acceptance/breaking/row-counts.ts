import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { MlflowServer } from '@mlferry/test-kit'

const notOurs = (column: string) => `WHERE ${column} NOT LIKE 'mlferry.%'`
const isThere = "WHERE current_stage <> 'Deleted_Internal'"
const notGone = "SELECT model_id FROM logged_models WHERE lifecycle_stage <> 'deleted'"

/** Tables of MLflow, by what their rows are counted, and which of them. Where spans lie is the matter of each server. */
const counted: readonly (readonly [table: string, by: string, where?: string])[] = [
  ['experiments', 'lifecycle_stage'],
  ['experiment_tags', '1', notOurs('key')],
  ['runs', "status || ' ' || lifecycle_stage"],
  ['params', '1'],
  ['tags', '1', notOurs('key')],
  ['metrics', '1'],
  ['latest_metrics', '1'],
  ['datasets', '1'],
  [
    'inputs',
    "source_type || ' ' || destination_type",
    `WHERE destination_type NOT LIKE 'MODEL%' OR destination_id IN (${notGone})`,
  ],
  ['input_tags', '1'],
  ['logged_models', 'status', `WHERE model_id IN (${notGone})`],
  ['logged_model_params', '1', `WHERE model_id IN (${notGone})`],
  ['logged_model_tags', '1', `${notOurs('tag_key')} AND model_id IN (${notGone})`],
  ['logged_model_metrics', '1'],
  ['registered_models', '1'],
  ['registered_model_tags', '1', notOurs('key')],
  ['registered_model_aliases', '1'],
  ['model_versions', "current_stage || ' ' || status", isThere],
  [
    'model_version_tags',
    '1',
    `${notOurs('key')} AND (name, version) IN (SELECT name, version FROM model_versions ${isThere})`,
  ],
  ['trace_info', 'status'],
  ['trace_tags', '1', `${notOurs('key')} AND key <> 'mlflow.trace.spansLocation'`],
  ['trace_request_metadata', '1', notOurs('key')],
  ['assessments', "assessment_type || ' ' || valid"],
  ['evaluation_datasets', '1'],
  ['evaluation_dataset_records', '1'],
  ['evaluation_dataset_tags', '1', notOurs('key')],
  ['scorers', '1'],
  ['scorer_versions', '1'],
  ['issues', 'status'],
  ['label_schemas', '1'],
  ['review_queues', '1'],
  ['review_queue_items', 'status'],
  ['webhooks', '1'],
  ['webhook_events', '1'],
]

/** How many of everything is in a server's database: `{ 'runs FINISHED active': 300 }`. Without the tags of mlferry, and what was deleted for good. */
export function rowCounts({ dir }: Pick<MlflowServer, 'dir'>): Readonly<Record<string, number>> {
  using db = new DatabaseSync(join(dir, 'mlflow.db'), { readOnly: true, timeout: 10_000 })
  const rows = counted.flatMap(([table, by, where = '']) =>
    db
      .prepare(`SELECT '${table} ' || ${by} AS what, count(*) AS count FROM ${table} ${where} GROUP BY 1 ORDER BY 1`)
      .all(),
  )
  return Object.fromEntries(rows.map(({ what, count }) => [String(what), Number(count)]))
}
