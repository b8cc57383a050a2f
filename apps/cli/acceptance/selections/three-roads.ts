import { compareTables, dumpTables, startMlflowServer, type Tables, tempDir } from '@mlferry/test-kit'
import { runJob } from '../../src/run-job.ts'

export interface Noun {
  /** Such as `run`, with the flags that select it. */
  readonly argv: readonly string[]
  /** Flags that only its copy takes. */
  readonly copying?: readonly string[]
  /** Flags that only its import takes. */
  readonly importing?: readonly string[]
}

export interface Roads {
  /** The database after a copy. */
  readonly copied: Tables
  /** Rows that another road gave, and the copy did not, or the other way round. */
  readonly differences: readonly string[]
  /** Of the export and of each road: what did not arrive whole. */
  readonly problems: readonly unknown[]
}

/** Takes one selection by three roads, each into a new server: a copy, an export and its own import, an export and `import all`. */
export async function takeThreeRoads(
  source: string,
  { argv: [noun = '', ...flags], copying = [], importing = [] }: Noun,
): Promise<Roads> {
  await using dir = await tempDir()
  const job = (argv: readonly string[]) => runJob(argv, { cwd: dir.path })
  const exported = await job(['export', noun, ...flags, '--from', source, '--output-dir', 'out'])
  const take = async (argv: readonly string[]) => {
    await using target = await startMlflowServer({ env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } })
    const { objects } = await job([...argv, '--to', target.url])
    return { objects, tables: await dumpTables(target) }
  }
  const copied = await take(['copy', noun, ...flags, ...copying, '--from', source])
  const imported = await take(['import', noun, '--input-dir', 'out', ...importing])
  const importedAll = await take(['import', 'all', '--input-dir', 'out'])
  const differences = [imported, importedAll].flatMap(({ tables }, at) =>
    compareTables(copied.tables, tables).differences.map(
      ({ table, row, left, right }) =>
        `${at === 0 ? `import ${noun}` : 'import all'}: ${table} ${row} ${left}/${right}`,
    ),
  )
  const problems = [exported, copied, imported, importedAll].flatMap(({ objects }) => objects)
  return { copied: copied.tables, differences, problems }
}

/** How many rows the tables have that a selection fills. */
export function countRows(tables: Tables): Readonly<Record<string, number>> {
  const names = [
    'runs',
    'logged_models',
    'model_versions',
    'trace_info',
    'evaluation_datasets',
    'issues',
    'review_queues',
    'label_schemas',
    'scorers',
  ]
  return Object.fromEntries(names.map((name) => [name, tables[name]?.length ?? 0]))
}
