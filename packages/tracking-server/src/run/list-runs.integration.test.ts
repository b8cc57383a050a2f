import { DatabaseSync } from 'node:sqlite'
import { createClient, type MlflowClient } from '@mlferry/client'
import { isUnreadable } from '@mlferry/core'
import { fillManyRuns, type MlflowServer, startMlflowServer } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from '../open-tracking-server.ts'
import type { ServerContext } from '../server/server-context.ts'
import { unknownFacts } from '../server/server-facts.ts'
import { limitsOf } from '../server/server-limits.ts'
import { ServerMemory } from '../server/server-memory.ts'
import { listRuns } from './list-runs.ts'

const { signal } = new AbortController()
let server: MlflowServer
let client: MlflowClient
let context: ServerContext

beforeAll(async () => {
  server = await startMlflowServer()
  client = await createClient({ trackingUri: server.url })
  const facts = unknownFacts()
  const connection = { client, label: server.url, version: undefined, limits: limitsOf(undefined), facts }
  context = { ...connection, memory: new ServerMemory(connection) }
})

afterAll(async () => {
  await client?.close()
  await server?.close()
})

test('runs created and deleted while a server is listed neither hide nor double the others', async () => {
  const { experimentId, runIds } = await fillManyRuns(server, { experiment: 'busy', runs: 230 })
  // Some of each page go: listed already, and still to come.
  const deleted = runIds.filter((_, index) => index % 10 === 7)
  const listed: string[] = []

  for await (const page of listRuns({ experimentIds: [experimentId], pageSize: 50 }, context, signal)) {
    listed.push(...page.map(({ info }) => info.run_id))
    for (const runId of deleted.splice(0, 4)) await client.runs.delete({ runId })
    for (const runId of deleted.splice(-2)) await client.runs.delete({ runId })
    for (const startTime of [1, Date.now()]) await client.runs.create({ experimentId, startTime })
  }

  const throughout = runIds.filter((_, index) => index % 10 !== 7)
  const counts = new Map<string, number>()
  for (const id of listed) counts.set(id, (counts.get(id) ?? 0) + 1)
  expect(throughout.filter((id) => counts.get(id) !== 1)).toEqual([])
})

test('more runs than a page that start in one millisecond are all listed', async () => {
  const experimentId = await client.experiments.create({ name: 'same moment' })
  const starts = [1, ...Array.from({ length: 25 }, () => 5), 6]
  const made = await Promise.all(starts.map((startTime) => client.runs.create({ experimentId, startTime })))
  const listed: string[] = []

  for await (const page of listRuns({ experimentIds: [experimentId], pageSize: 10 }, context, signal)) {
    listed.push(...page.map(({ info }) => info.run_id))
  }

  expect(listed.sort()).toEqual(made.map(({ info }) => info.run_id).sort())
})

test("a condition in MLflow's filter syntax goes with every page", async () => {
  const experimentId = await client.experiments.create({ name: 'filtered' })
  const starts = Array.from({ length: 12 }, (_, index) => index + 1)
  for (const startTime of starts) {
    const tags = [{ key: 'team', value: startTime % 3 === 0 ? "o'neil" : 'risk' }]
    await client.runs.create({ experimentId, startTime, tags })
  }
  const listed: number[] = []

  const query = { experimentIds: [experimentId], pageSize: 3, since: 2, until: 12, filter: "tags.team = 'risk'" }
  for await (const page of listRuns(query, context, signal)) {
    listed.push(...page.map(({ info }) => Number(info.start_time)))
  }

  expect(listed).toEqual([2, 4, 5, 7, 8, 10, 11])
})

test('runs of which the server lost the start time, the user or the status are named, and their neighbours listed', async () => {
  const { experimentId, runIds } = await fillManyRuns(server, { experiment: 'nulls', runs: 20 })
  const [timeless, nobody, without] = [runIds[3], runIds[8], runIds[15]]
  using database = new DatabaseSync(server.backendStoreUri.replace('sqlite:///', ''))
  const forget = (column: string, id: string | undefined) =>
    database.prepare(`UPDATE runs SET ${column} = NULL WHERE run_uuid = ?`).run(String(id))
  forget('start_time', timeless)
  forget('user_id', nobody)
  forget('status', without)
  await using store = await openTrackingServer({ trackingUri: server.url })

  const scopes = [{ kind: 'experiment', id: experimentId }]
  const listed = (await Array.fromAsync(store.list('run', { scopes }, signal))).flat()

  const served = await Promise.all(runIds.map((id) => isServed(id)))
  const shown = listed.filter((each) => !isUnreadable(each)).map(({ ref }) => ref.id)
  expect(shown.toSorted()).toEqual(runIds.filter((_, index) => served[index]).toSorted())
  const unknown = listed.filter(isUnreadable)
  expect(unknown.length).toBe(served.filter((each) => !each).length)
  expect(unknown.length).toBeGreaterThan(0)
  for (const { error } of unknown) expect(error).toMatchObject({ code: 'ERR_NOT_SHOWN' })
})

/** What MLflow takes for an error differs from one version to the next. */
async function isServed(runId: string): Promise<boolean> {
  const answer = await fetch(`${server.url}/api/2.0/mlflow/runs/get?run_id=${runId}`)
  return answer.ok
}
