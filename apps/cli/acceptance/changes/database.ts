import { DatabaseSync } from 'node:sqlite'
import type { Change } from './change.ts'
import { changedEvaluation } from './changed-evaluation.ts'
import { changedModels } from './changed-models.ts'
import { changedRuns } from './changed-runs.ts'
import type { ChangedTable, Row } from './changed-table.ts'
import { pick } from './random.ts'

export interface ChangeOptions {
  /** Of each column, and of rows removed and added, so many. */
  readonly each: number
  readonly random: () => number
}

/** Changes in the SQLite database of an MLflow server: of every table and column that is declared, some rows by chance. */
export function databaseChanges(file: string, { each, random }: ChangeOptions): Change[] {
  const db = new DatabaseSync(file, { enableForeignKeyConstraints: false, readBigInts: true, timeout: 10_000 })
  const runs = db.prepare("SELECT run_uuid AS id FROM runs WHERE lifecycle_stage = 'active'").all() as Row[]
  const sourceOf = sourceIds(db)
  const models = db.prepare('SELECT model_id AS id FROM logged_models').all() as Row[]
  return [...changedRuns, ...changedModels, ...changedEvaluation].flatMap((table) => {
    const rows = db.prepare(`SELECT rowid AS rowid_, * FROM ${table.table} ${whereOf(table)}`).all() as Row[]
    const { objects: id, table: name, join = '' } = table
    const objects = db.prepare(`SELECT DISTINCT ${id} AS id FROM ${name} t ${join} WHERE t.rowid = ?`)
    const idsOf = (row: Row) => (objects.all(row.rowid_ ?? 0) as Row[]).map(({ id }) => String(id))
    const spread = { random, keyOf: (row: Row) => String(idsOf(row)) }
    const context: Context = { db, table: name, idsOf, sourceOf }
    const updates = Object.entries(table.columns).flatMap(([label, { column = label, field, to }]) => {
      const changed = rows.flatMap((row) => {
        const others = {
          ...row,
          other: pick(runs, 1, { random })[0]?.id ?? null,
          otherModel: pick(models, 1, { random })[0]?.id ?? null,
        }
        const value = to(row[column] ?? null, others)
        return value === undefined || value === row[column] ? [] : [{ row, value }]
      })
      const chosen: Change[] = []
      for (const { row, value } of pick(changed, changed.length, { random, keyOf: ({ row }) => String(idsOf(row)) })) {
        if (chosen.length === each) break
        const changing: Update = { column, value, field: field(row) }
        if (isTaken(row, changing, context)) chosen.push(update(row, changing, context))
      }
      return chosen
    })
    const { removed, added } = table
    const removals = removed ? pick(rows, each, spread).map((row) => remove(row, removed(row), context)) : []
    const additions = added ? pick(rows, each, spread).map((row) => add(row, added, context)) : []
    return [...updates, ...removals, ...additions]
  })
}

interface Context {
  readonly db: DatabaseSync
  readonly table: string
  readonly idsOf: (row: Row) => readonly string[]
  readonly sourceOf: (target: string | undefined) => string | undefined
}

interface Update {
  readonly column: string
  readonly value: Row[string]
  readonly field: Change['field']
}

/** Whether the database takes it: a run, for one, names no model twice. Leaves everything as it is. */
function isTaken(row: Row, { column, value }: Update, { db, table }: Context): boolean {
  db.exec('SAVEPOINT trial')
  try {
    db.prepare(`UPDATE ${table} SET "${column}" = ? WHERE rowid = ?`).run(value ?? null, row.rowid_ ?? 0)
    return true
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('UNIQUE constraint failed')) throw error
    return false
  } finally {
    db.exec('ROLLBACK TO trial; RELEASE trial')
  }
}

function update(row: Row, { column, value, field }: Update, { db, table, idsOf, sourceOf }: Context): Change {
  const ids = idsOf(row)
  const set = db.prepare(`UPDATE ${table} SET "${column}" = ? WHERE rowid = ?`)
  return {
    title: `${table}.${column} of ${ids}: ${row[column]} -> ${value}`,
    ids,
    field,
    source: field === undefined ? sourceOf(ids[0]) : undefined,
    words: wordsOf([...Object.values(row), value]),
    apply: () => void set.run(value ?? null, row.rowid_ ?? 0),
    undo: () => void set.run(row[column] ?? null, row.rowid_ ?? 0),
  }
}

function remove(row: Row, field: Change['field'], { db, table, idsOf, sourceOf }: Context): Change {
  const ids = idsOf(row)
  return {
    title: `a row of ${table} of ${ids} removed`,
    ids,
    field,
    source: field === undefined ? sourceOf(ids[0]) : undefined,
    words: wordsOf(Object.values(row)),
    apply: () => void db.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(row.rowid_ ?? 0),
    undo: () => insert(row, { db, table }),
  }
}

function add(row: Row, { values, field }: NonNullable<ChangedTable['added']>, { db, table, idsOf }: Context): Change {
  const ids = idsOf(row)
  const rowid = 1_000_000_000n + BigInt(row.rowid_ ?? 0)
  return {
    title: `a row of ${table} of ${ids} added`,
    ids,
    field: field(row),
    words: wordsOf([...Object.values(row), ...Object.values(values)]),
    apply: () => insert({ ...row, ...values, rowid_: rowid }, { db, table }),
    undo: () => void db.prepare(`DELETE FROM ${table} WHERE rowid = ?`).run(rowid),
  }
}

function wordsOf(values: readonly unknown[]): ReadonlySet<string> {
  return new Set(values.flatMap((value) => String(value).match(/[\w-]+/g) ?? []))
}

function insert({ rowid_, ...row }: Row, { db, table }: Pick<Context, 'db' | 'table'>): void {
  // Without generated columns, which take no value.
  const names = (db.prepare('SELECT name FROM pragma_table_info(?)').all(table) as Row[]).map(({ name }) =>
    String(name),
  )
  const columns = ['rowid', ...names.map((name) => `"${name}"`)]
  const places = columns.map(() => '?').join(', ')
  db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places})`).run(
    rowid_ ?? null,
    ...names.map((name) => row[name] ?? null),
  )
}

function whereOf({ where }: ChangedTable): string {
  return where ? `WHERE ${where}` : ''
}

/** The ids at the source by those at the target; names are the same. */
function sourceIds(db: DatabaseSync): (target: string | undefined) => string | undefined {
  const tables = [
    'SELECT CAST(experiment_id AS TEXT) AS id, value FROM experiment_tags WHERE key = ?',
    'SELECT run_uuid AS id, value FROM tags WHERE key = ?',
    'SELECT model_id AS id, tag_value AS value FROM logged_model_tags WHERE tag_key = ?',
    'SELECT dataset_id AS id, value FROM evaluation_dataset_tags WHERE key = ?',
  ]
  const rows = tables.flatMap((sql) => db.prepare(sql).all('mlferry.source.id') as Row[])
  const sources = new Map(rows.map(({ id, value }) => [String(id), String(value)]))
  return (target) => (target === undefined ? undefined : (sources.get(target) ?? target))
}
