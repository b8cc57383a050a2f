import { writeFile } from 'node:fs/promises'
import type { CopyResult } from '@mlferry/cli-kit'
import {
  allSwitches,
  compareDumps,
  dumpServer,
  fillSampleData,
  fillSampleModels,
  loadModels,
  type ModelVersionDump,
  newestMlflow,
  type SagemakerStandIn,
  type ServerAddress,
  type ServerDump,
  secret,
  startAppStandIn,
  startMlflowServer,
  startTrackingServerStandIn,
  type TempDir,
  tempDir,
} from '@mlferry/test-kit'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'

// With all switches on, the service takes no registered model with `_` in its name: it gets another one on the way.
const underscored = 'with space, under_score and dots.'
const renamed = { [underscored]: 'with space, underscore and dots.' }
const settings = [
  { service: 'as it is', switches: {}, renames: [], renamedModels: {} },
  {
    service: 'with all switches on',
    switches: allSwitches,
    renames: ['--model-rename-file', 'names.csv'],
    renamedModels: renamed,
  },
]

// The server's own list of the versions made from a model; its client adds each a second time.
const ignored = { ignoreTags: ['mlflow.modelVersions'] }

let dir: TempDir

beforeEach(async () => {
  dir = await tempDir({ 'names.csv': '' })
  await writeFile(dir.file('names.csv'), `"${underscored}","${renamed[underscored]}"\n`)
})

afterEach(() => dir?.[Symbol.asyncDispose]())

describe.each(settings)('the service $service', ({ switches, renames, renamedModels }) => {
  /** The switches are for mlferry: who judges it sees all. */
  async function judge(servers: readonly SagemakerStandIn[], compare: () => Promise<void>): Promise<void> {
    for (const server of servers) server.setSwitches({})
    await compare()
    for (const server of servers) server.setSwitches(switches)
  }

  test.each([newestMlflow, '3.0.1', '2.16.2'])('MLflow %s goes into an App, by its ARN', async (version) => {
    await using source = await startMlflowServer({ version })
    await fill(source)
    await using app = await startAppStandIn({ switches })

    await exportAll(source)
    const importAll = ['import-all', '--input-dir', 'out', ...renames]
    const imported = await job(importAll, app)

    await judge([app], () => expectCopyInApp({ source, target: app, renamedModels, objects: imported.objects }))
    expectNothingToDo(await job(importAll, app))
    expect(wrongSignatures(app)).toEqual([])
  })

  test('a tracking server goes into an App, by their ARNs, each with its own credentials', async () => {
    const reader = { accessKeyId: 'AKIAREADER', secretAccessKey: secret('of the reader') }
    const writer = { accessKeyId: 'AKIAWRITER', secretAccessKey: secret('of the writer') }
    await using source = await startTrackingServerStandIn({ users: [reader] })
    await fill(source)
    source.setSwitches(switches)
    await using app = await startAppStandIn({ switches, moto: source.moto, users: [writer] })
    const copyAll = ['copy', 'all', '--from', source.url, '--to', app.url, '--include-deleted']

    const crossed = runJob(copyAll, { cwd: dir.path, env: twoEnds(source.envOf(writer), app.envOf(reader)) })
    await expect(crossed).rejects.toThrow('ERR_UNAUTHORIZED')
    expect(app.proxy.writes()).toEqual([])

    const env = twoEnds(source.env, app.env)
    const copied = await runJob([...copyAll, ...renames], { cwd: dir.path, env })

    await judge([source, app], () => expectCopyInApp({ source, target: app, renamedModels, objects: copied.objects }))
    expectNothingToDo(await runJob([...copyAll, ...renames], { cwd: dir.path, env }))
  })

  test(`an App goes through a directory to MLflow ${newestMlflow}`, async () => {
    await using app = await startAppStandIn()
    await fill(app)
    app.setSwitches(switches)
    await using target = await startMlflowServer()

    await exportAll(app)
    const imported = await job(['import-all', '--input-dir', 'out'], target)

    await judge([app], () => expectCopyOfApp(app, target, imported.objects))
    // What did not arrive is tried again, in vain; all else is left alone.
    const again = await job(['import-all', '--input-dir', 'out'], target)
    expect(again.objects).toEqual(imported.objects)
    for (const counts of Object.values(again.kinds)) expect(counts).toMatchObject({ created: 0, updated: 0 })
    expect(wrongSignatures(app)).toEqual([])
  })
})

async function fill(server: ServerAddress): Promise<void> {
  await fillSampleData(server)
  await fillSampleModels(server)
}

async function exportAll(source: ServerAddress): Promise<void> {
  const exported = await job(['export-all', '--output-dir', 'out', '--export-deleted-runs'], source)
  expect(exported).toMatchObject({ exitCode: 0, objects: [], unsettled: [] })
}

function job(argv: readonly string[], { clientEnv, url }: ServerAddress) {
  return runJob(argv, { cwd: dir.path, env: { ...clientEnv, MLFLOW_TRACKING_URI: url } })
}

function twoEnds(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>) {
  const ends = [Object.entries(from).map(entryOf('FROM')), Object.entries(to).map(entryOf('TO'))]
  return Object.fromEntries(ends.flat())
}

function entryOf(end: 'FROM' | 'TO') {
  return ([name, value]: [string, string]) => [`MLFERRY_${end}_${name}`, value] as const
}

interface Copied {
  readonly source: ServerAddress
  readonly target: ServerAddress
  readonly renamedModels?: Readonly<Record<string, string>>
  /** Those of the report. */
  readonly objects: readonly unknown[]
}

/** Equal but for what is named: tags of registered models that are longer than PostgreSQL has room for. */
async function expectCopyInApp({ source, target, renamedModels = {}, objects }: Copied): Promise<void> {
  const [left, right] = await Promise.all([dumpServer(source), dumpServer(target)])
  const cut = (left.registeredModels ?? []).flatMap(({ name, tags }) =>
    Object.entries(tags).flatMap(([key, value]) => (value.length > 5000 ? [{ name, key, value }] : [])),
  )
  expect(objects).toEqual(
    cut.map(({ name, key }) => ({
      ref: { kind: 'registeredModel', id: name },
      target: { kind: 'registeredModel', id: name },
      title: name,
      outcome: 'degraded',
      problems: [{ code: 'ERR_TOO_LONG_FOR_TARGET', message: expect.stringContaining(`tags '${key}'`) }],
    })),
  )
  expect(compareDumps(left, right, { ...ignored, renamedModels })).toEqual([
    ...cut.map(({ name, key, value }) => ({
      ...{ problem: 'differs', object: 'registeredModel', name, field: `tags.${key}` },
      ...{ left: value, right: value.slice(0, 5000) },
    })),
    ...ofOtherRuns(left).map(withFolderOfItsOwn),
  ])
  await expectSamePredictions(source, target)
}

/** Equal but for what is named: names of models and files that the newest MLflow does not take. */
async function expectCopyOfApp(source: ServerAddress, target: ServerAddress, objects: CopyResult['objects']) {
  const [left, right] = await Promise.all([dumpServer(source), dumpServer(target)])
  const failed = ['colon:in a name', 'slash/in a name']
  const [hard, ...rest] = objects
  expect(hard).toMatchObject({ ref: { kind: 'run' }, title: 'hard names', outcome: 'degraded' })
  expect(rest.map(({ title, outcome }) => [title, outcome])).toEqual(failed.map((name) => [name, 'failed']))
  const files = hard?.problems.map(({ message }) => message.split('/artifacts/')[1]) ?? []
  expect(files).toEqual(expect.arrayContaining(['code%41.txt', 'hash#tag.txt']))
  // There, files that no run holds need a logged model that does.
  const holders = (right.loggedModels ?? []).filter(({ name }) => name === 'registered-model-files')
  expect(holders).toHaveLength(3)
  expect(compareDumps(left, right, ignored)).toEqual([
    ...files.map((file) => expect.objectContaining({ object: 'run', field: `artifacts.${file}`, right: undefined })),
    ...holders.map(({ id }) => expect.objectContaining({ problem: 'extra', name: expect.stringContaining(id) })),
    ...failed.map((name) => ({ problem: 'missing', object: 'registeredModel', name })),
    ...ofOtherRuns(left).map(withFolderOfItsOwn),
  ])
  await expectSamePredictions(source, target)
}

/** Versions whose files lie among those of a run that they do not name, as old servers let them: at the target they have a folder of their own. */
function ofOtherRuns({ modelVersions = [], runs }: ServerDump): readonly ModelVersionDump[] {
  return modelVersions.filter(({ location, run }) => {
    const holder = runs.find(({ artifactUri }) => artifactUri && `${location}/`.startsWith(`${artifactUri}/`))
    return holder && holder.id !== run
  })
}

function withFolderOfItsOwn({ name, version }: ModelVersionDump) {
  const difference = { problem: 'differs', object: 'modelVersion', name: `${name}/${version}`, field: 'source' }
  const right = expect.stringMatching(/\/mlferry\/models\/|^m-/)
  return { ...difference, left: expect.anything(), right }
}

async function expectSamePredictions(source: ServerAddress, target: ServerAddress): Promise<void> {
  const names = ['credit scorer', 'promoted']
  const predicted = await loadModels(target, { names })
  expect(predicted).toEqual(await loadModels(source, { names }))
  for (const number of [1, 3, 7]) expect(predicted[`credit scorer/${number}`]).toEqual([number, number * 2.5])
}

function expectNothingToDo({ kinds }: Awaited<ReturnType<typeof runJob>>): void {
  for (const counts of Object.values(kinds)) {
    expect(counts).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
  }
}

/** Requests that were refused, but not by a switch. */
function wrongSignatures({ requests }: SagemakerStandIn): readonly unknown[] {
  const bySwitch = ['Request is not authorized', '404 Not Found']
  return requests.filter(({ refusal }) => refusal !== undefined && !bySwitch.includes(refusal))
}
