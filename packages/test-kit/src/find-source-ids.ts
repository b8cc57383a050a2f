import type { Row, Tables } from './dump-tables.ts'
import { madeId, unpack } from './label-ids.ts'
import { isOfTheCopy, keyOf } from './not-portable.ts'

/** Ids that a server makes and a copy has others of. Numbers of experiments say nothing where they stand and are not looked for. */
const made: readonly (readonly [string, string])[] = [
  ['runs', 'run_uuid'],
  ['logged_models', 'model_id'],
  ['evaluation_datasets', 'dataset_id'],
  ['evaluation_dataset_records', 'dataset_record_id'],
  ['datasets', 'dataset_uuid'],
  ['inputs', 'input_uuid'],
  ['scorers', 'scorer_id'],
  ['issues', 'issue_id'],
  ['label_schemas', 'schema_id'],
  ['review_queues', 'queue_id'],
  ['webhooks', 'webhook_id'],
]

/** The ids that objects of a server have there alone. */
export function idsOfServer(tables: Tables): ReadonlySet<string> {
  return new Set(made.flatMap(([table, column]) => (tables[table] ?? []).map((row) => row[column] ?? '')))
}

/** Where the database of a copy holds ids of its source: `table.column key: id`. What mlferry says of the source is left out. */
export function findSourceIds(source: Tables, copy: Tables): readonly string[] {
  const ids = idsOfServer(source)
  return Object.entries(copy).flatMap(([table, rows]) =>
    rows.flatMap((row) => (isOfTheCopy(row) ? [] : idsInRow(table, row, ids))),
  )
}

function idsInRow(table: string, row: Row, ids: ReadonlySet<string>): readonly string[] {
  return Object.entries(row).flatMap(([column, value]) =>
    idsIn(unpack(value ?? ''), ids).map((id) => `${table}.${column} ${keyOf(row)}: ${id}`),
  )
}

/** Those of the ids that a text holds. */
export function idsIn(text: string, ids: ReadonlySet<string>): readonly string[] {
  return [...new Set(text.match(madeId))].filter((id) => ids.has(id))
}
