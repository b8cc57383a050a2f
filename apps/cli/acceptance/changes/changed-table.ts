/** A row of MLflow's database. */
export type Row = Readonly<Record<string, string | number | bigint | null>>

/** What may be changed in a table of MLflow's database, and where verify has to say so. */
export interface ChangedTable {
  readonly table: string
  /** Rows that may be changed, in SQL. */
  readonly where?: string
  /** The id at the target of the object that a row `t` is part of, in SQL. */
  readonly objects: string
  /** Where that id is in another table; one row may be part of several objects. */
  readonly join?: string
  /** By column: the field (undefined: the object is gone), and the new value; undefined leaves this row alone. */
  readonly columns: Readonly<Record<string, ColumnChange>>
  /** The field that tells of a row that is gone; undefined: the object is gone with it. */
  readonly removed?: (row: Row) => string | undefined
  /** A row that was not there, made from another one, and the field that tells of it. */
  readonly added?: { readonly values: Row; readonly field: (row: Row) => string }
}

export interface ColumnChange {
  /** Default: the name that it stands under. */
  readonly column?: string
  readonly field: (row: Row) => string | undefined
  readonly to: (value: Row[string], row: Row) => Row[string] | undefined
}

export const named = (field: string) => () => field
export const entry = (field: string, column: string) => (row: Row) => `${field}.${row[column]}`
export const text = (value: Row[string]) => `${value ?? ''}x`
export const later = (value: Row[string]) => BigInt(value ?? 0) + 1n
/** A NaN stays one whatever stands beside it. */
export const otherNumber = (value: Row[string], row: Row) => (row.is_nan ? undefined : Number(value) === 1 ? 2 : 1)
export const notOurs = (column: string) => `${column} NOT LIKE 'mlferry.%'`

/** Key and value, of which each may be changed, removed and added. */
export function entries(
  table: string,
  field: string,
  { key, value, objects, where }: { key: string; value: string; objects: string; where?: string },
): ChangedTable {
  return {
    table,
    ...(where ? { where } : {}),
    objects,
    // At its beginning, and unlike what stands there: of some, a server shows just the first 250 characters, whatever it is asked.
    columns: { [value]: { field: entry(field, key), to: (old) => `changed ${old ?? ''}` } },
    removed: entry(field, key),
    added: { values: { [key]: 'added by hand', [value]: 'new' }, field: named(`${field}.added by hand`) },
  }
}

export const otherRun = (value: Row[string], row: Row) => (row.other === value ? undefined : row.other)
