import type { Row, Tables } from './dump-tables.ts'
import { type Labels, labelIds, withLabels } from './label-ids.ts'
import { isPortable, keysInColumns, notPortable } from './not-portable.ts'

/** A row that one side has more often than the other. */
export interface TableDifference {
  readonly table: string
  readonly row: string
  readonly left: number
  readonly right: number
}

export interface TableComparison {
  /** How many values of the left were compared. */
  readonly facts: number
  readonly differences: readonly TableDifference[]
}

/**
 * Compares the databases of a server and its copy, every table and column that both have but those in `notPortable`. Ids that a server makes
 * are compared as names of what they mean, each side by itself, so a reference to the wrong object is a difference. The right may hold
 * experiments of its own.
 */
export function compareTables(left: Tables, right: Tables): TableComparison {
  const [ourIds, theirIds] = [labelIds(left), labelIds(right)]
  const experiments = new Set(ourIds.experiments.values())
  const isOfLeft = ({ experiment_id: id }: Row) => !id || experiments.has(theirIds.experiments.get(id) ?? '')
  const spansOf = (tables: Tables) => new Set(tables.spans?.map(({ trace_id }) => trace_id))
  const [inOurs, inTheirs] = [spansOf(left), spansOf(right)]
  // A server keeps the spans of a trace in this table or in a file.
  const inBoth = (table: string, { trace_id: id = '' }: Row) =>
    table !== 'spans' || (inOurs.has(id) && inTheirs.has(id))
  const isInColumn = (table: string, { key }: Row) => {
    const column = keysInColumns[table]?.[key ?? '']
    return column !== undefined && hasColumn(left, column) !== hasColumn(right, column)
  }
  const isFact = (table: string, row: Row, tables: Tables) =>
    isPortable(table, row, tables) && inBoth(table, row) && !isInColumn(table, row)
  const differences: TableDifference[] = []
  let facts = 0
  for (const table of Object.keys(left).filter((table) => right[table] && typeof notPortable[table] !== 'string')) {
    const columns = Object.keys(left[table]?.[0] ?? {}).filter((column) => isCompared(table, column, right))
    const ours = (left[table] ?? []).filter((row) => isFact(table, row, left))
    const theirs = (right[table] ?? []).filter((row) => isFact(table, row, right))
    facts += columns.length * ours.length
    const mine = counted(ours, { table, columns, labels: ourIds })
    const other = counted(theirs.filter(isOfLeft), { table, columns, labels: theirIds })
    for (const row of new Set([...mine.keys(), ...other.keys()])) {
      const counts = { left: mine.get(row) ?? 0, right: other.get(row) ?? 0 }
      if (counts.left !== counts.right) differences.push({ table, row, ...counts })
    }
  }
  return { facts, differences }
}

function hasColumn(tables: Tables, column: string): boolean {
  const [row] = tables.trace_info ?? []
  return row !== undefined && Object.hasOwn(row, column)
}

function isCompared(table: string, column: string, right: Tables): boolean {
  const left = notPortable[table]
  if (typeof left === 'object' && Object.hasOwn(left, column)) return false
  const [row] = right[table] ?? []
  return row === undefined || Object.hasOwn(row, column)
}

interface Counting {
  readonly table: string
  readonly columns: readonly string[]
  readonly labels: Labels
}

function counted(rows: readonly Row[], { table, columns, labels }: Counting): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) {
    const told = columns.map((column) => [column, withLabels(table, column, row, labels)])
    const text = JSON.stringify(Object.fromEntries(told))
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}
