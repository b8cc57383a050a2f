import { glob, readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Row, Tables } from './dump-tables.ts'
import { madeId } from './label-ids.ts'
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
    idsIn(value ?? '', ids).map((id) => `${table}.${column} ${keyOf(row)}: ${id}`),
  )
}

/** Those of the ids that a text holds. */
export function idsIn(text: string, ids: ReadonlySet<string>): readonly string[] {
  return [...new Set(text.match(madeId))].filter((id) => ids.has(id))
}

/** Fields of the files `MLmodel` below a folder that hold any of these ids: `path: line`. Copies of them under `metadata/` are records. */
export async function findIdsInModelFiles(dir: string, ids: ReadonlySet<string>): Promise<readonly string[]> {
  const found: string[] = []
  for await (const path of glob('**/MLmodel', { cwd: dir })) {
    if (basename(dirname(path)) === 'metadata') continue
    const lines = (await readFile(join(dir, path), 'latin1')).split('\n')
    const naming = lines.filter(
      (line) => /^\w*(_id|_uuid):|_path: *['"]?\w+:/.test(line) && idsIn(line, ids).length > 0,
    )
    found.push(...naming.map((line) => `${path}: ${line}`))
  }
  return found
}
