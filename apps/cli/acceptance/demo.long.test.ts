import { readFile } from 'node:fs/promises'
import type { CopyResult } from '@mlferry/cli-kit'
import { fieldsByReason, whatSurvives } from '@mlferry/engine'
import {
  type ArtifactScan,
  compareServers,
  compareTables,
  type Difference,
  dumpTables,
  fillDemo,
  fillSamples,
  fillSampleViews,
  findSourceIds,
  idsOfServer,
  type MlflowServer,
  notPortable,
  postToServer,
  scanArtifacts,
  scanBucket,
  startAppStandIn,
  startMlflowServer,
  type TableDifference,
  type Tables,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { declaredCapabilities } from '@mlferry/tracking-server'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'

// Webhooks of the samples name an address that must not be reached.
const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' }
const survival = whatSurvives({ target: declaredCapabilities({ version: '3.17.2' }) })

/** `folders`: model versions in a folder of their run that bears its id as its name. */
const fillings = [
  { what: "MLflow's own demo", folders: 0, fill: fillDemo },
  {
    what: 'one of everything',
    folders: 1,
    fill: async (server: MlflowServer) => {
      await fillSamples(server)
      await fillSampleViews(server)
    },
  },
]

describe.each(fillings)('$what', ({ fill, folders }) => {
  let dir: TempDir
  let source: MlflowServer

  beforeAll(async () => {
    dir = await tempDir()
    source = await startMlflowServer({ env })
    await fill(source)
  })

  afterAll(async () => {
    await source?.close()
    await dir?.[Symbol.asyncDispose]()
  })

  test('goes through a directory', async () => {
    await using target = await targetWithOthers()
    await job(['export-all', '--from', source.url, '--output-dir', 'out', '--export-deleted-runs'])
    await expectWhole(target, await job(['import-all', '--to', target.url, '--input-dir', 'out']))
  })

  test('goes from server to server', async () => {
    await using target = await targetWithOthers()
    await expectWhole(target, await job(['copy', 'all', '--from', source.url, '--to', target.url, '--include-deleted']))
  })

  test('goes into an App, with what it has no place for named', async () => {
    await using app = await startAppStandIn({ serverEnv: env })
    const copyAll = ['copy', 'all', '--from', source.url, '--to', app.url, '--include-deleted']
    const { objects, pending, unsettled, sourceIds } = await runJob(copyAll, { cwd: dir.path, env: app.env })
    expect(objects.filter(({ outcome }) => outcome !== 'degraded')).toEqual([])
    expect(unsettled).toEqual([])

    const named = [...objects.flatMap(namesOfLoss), ...pending.map(({ to }) => to.id)]
    const isNamed = (text: string) => named.some((name) => text.includes(JSON.stringify(name).slice(1, -1)))
    const [ours, theirs] = [await dumpTables(source), await dumpTables(app.backend)]
    const { facts, differences } = compareTables(ours, theirs)
    const allowed = ({ table, row }: TableDifference) => mayLose.includes(table) && isNamed(row)
    const more = linkedByCopy(ours).filter(({ row }) => !isNamed(row))
    expect(inOrder(differences.filter((each) => !allowed(each)))).toEqual(inOrder(more))

    const inClient = await compareServers(source, app, { ignoreTags: ['mlflow.modelVersions'] })
    const mayDiffer = ({ object, name, field }: Difference) =>
      isNamed(JSON.stringify(`${name} ${field}`)) && (object !== 'trace' || field === 'assessments')
    expect(inClient.filter((each) => !mayDiffer(each))).toEqual([])
    console.log(`${facts} values are equal, or named as lost by ${objects.length} objects`)
    expectNoSourceIds([ours, theirs], await scanBucket(app, idsOfServer(ours)), sourceIds)
  })

  async function job(argv: readonly string[]): Promise<CopyResult> {
    const result = await runJob(argv, { cwd: dir.path })
    expect(result).toMatchObject({ exitCode: 0, objects: [], unsettled: [] })
    return result
  }

  /** Judged by the tables of both databases and by the real Python client. */
  async function expectWhole(target: MlflowServer, { pending, sourceIds }: CopyResult): Promise<void> {
    const [ours, theirs] = [await dumpTables(source), await dumpTables(target)]
    const { facts, differences } = compareTables(ours, theirs)
    // References to what the source does not hold either wait for it.
    const waiting = ({ row }: TableDifference) => pending.some(({ to }) => row.includes(`"${to.id}"`))
    expect(inOrder(differences.filter((each) => !waiting(each)))).toEqual(inOrder(linkedByCopy(ours)))

    expectNoSourceIds([ours, theirs], await scanArtifacts(target.artifactsDir, idsOfServer(ours)), sourceIds)

    const inClient = await compareServers(source, target, { ignoreTags: ['mlflow.modelVersions'] })
    expect(inClient.filter(({ name }) => !others.includes(name))).toEqual([])
    console.log(`${facts} values are equal`)
  }

  /** But in users' own values and files, which the report counts, and as the own ids of objects that are kept as files. */
  function expectNoSourceIds(
    [ours, theirs]: readonly [Tables, Tables],
    scan: ArtifactScan,
    sourceIds: CopyResult['sourceIds'],
  ): void {
    const all = findSourceIds(ours, theirs)
    const found = all.filter((place) => !place.startsWith('model_versions.'))
    // Its source, and where its files are.
    expect(all.length - found.length).toBe(2 * folders)
    expect(found.filter((place) => !place.startsWith('experiment_tags.value note on a run'))).toEqual([])
    expect(sourceIds.values).toBe(found.length)

    expect(scan.references).toEqual([])
    const [kept, users] = [scan.holding.filter(isKept), scan.holding.filter((each) => !isKept(each))]
    const { issues = [], label_schemas = [], review_queues = [] } = ours
    const idsOfKept = idsOfServer({ issues, label_schemas, review_queues })
    expect(kept.filter(({ ids }) => !ids.every((id) => idsOfKept.has(id)))).toEqual([])
    expect(users).toHaveLength(sourceIds.files)
    const { files, bytes, modelFiles } = scan
    console.log(
      `all tables and ${files} files (${bytes} bytes, ${modelFiles} of them MLmodel) hold ids of the source in ` +
        `${sourceIds.values} values and ${sourceIds.files} files of users, and in ${kept.length} objects that are kept as files`,
    )
  }
})

function isKept({ path }: { readonly path: string }): boolean {
  return path.includes('/mlferry/kept/')
}

test('what the tables leave out is what the README lists', async () => {
  const declared = new Set(survival.flatMap(({ kind, lost }) => Object.keys(lost).map((field) => `${kind}.${field}`)))
  const columns = Object.values(notPortable).flatMap((each) =>
    typeof each === 'string' ? [each] : Object.values(each),
  )
  expect(columns.filter((field) => !field.startsWith('(') && !declared.has(field))).toEqual([])

  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8')
  const lines = survival.filter(({ lost }) => Object.keys(lost).length > 0)
  for (const { plural, lost } of lines) expect(readme).toContain(`- **${plural}**: ${fieldsByReason(lost)}`)
  console.log(lines.map(({ plural, lost }) => `${plural}: ${fieldsByReason(lost)}`).join('\n'))
})

/** Tables of which MLflow 3.10 on PostgreSQL takes less: issues that traces name, long names of prompts, long tags. */
const mayLose = ['assessments', 'entity_associations', 'experiment_tags', 'registered_model_tags', 'tags']

/** The id of a trace, or the key of the tag that was cut. */
function namesOfLoss({ ref, problems }: CopyResult['objects'][number]): readonly string[] {
  return ref.kind === 'trace' ? [ref.id] : problems.flatMap(({ message }) => /'(.+?)'/.exec(message)?.[1] ?? [])
}

const others = ['of the target 1', 'of the target 2', 'of the target 3']

/** With experiments of its own: no number means there what it means at the source. */
async function targetWithOthers(): Promise<MlflowServer> {
  const target = await startMlflowServer({ env })
  for (const name of others) await postToServer(target.url, 'experiments/create', { name })
  return target
}

/** Traces that name prompts in a tag alone, as the demo makes them: a copy links these too, so that a search by prompt finds them. */
function linkedByCopy({ trace_tags = [], entity_associations = [] }: Tables) {
  const known = new Set(entity_associations.map((row) => `${row.source_id} ${row.destination_id}`))
  const named = trace_tags.filter(({ key }) => key === 'mlflow.linkedPrompts')
  const links = named.flatMap(({ request_id: trace, value }) =>
    JSON.parse(value ?? '[]').map((prompt: { name: string; version: string }) => ({
      ...{ source_type: 'trace', source_id: trace },
      ...{ destination_type: 'prompt_version', destination_id: `${prompt.name}/${prompt.version}` },
    })),
  )
  return links
    .filter(({ source_id, destination_id }) => !known.has(`${source_id} ${destination_id}`))
    .map((row) => ({ table: 'entity_associations', row: JSON.stringify(row), left: 0, right: 1 }))
}

function inOrder(differences: readonly TableDifference[]): readonly TableDifference[] {
  return [...differences].sort((a, b) => (a.row < b.row ? -1 : 1))
}
