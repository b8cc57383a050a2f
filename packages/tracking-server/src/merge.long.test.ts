import { copy } from '@mlferry/engine'
import {
  dumpTables,
  fillSampleModels,
  fillSamplePrompts,
  fillSampleReviews,
  type MlflowServer,
  type Row,
  startMlflowServer,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

const env = { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' }
let sources: MlflowServer[] = []

beforeAll(async () => {
  sources = await Promise.all([1, 2].map(() => startMlflowServer({ env })))
  for (const source of sources) {
    await fillSampleModels(source)
    await fillSamplePrompts(source)
    await fillSampleReviews(source)
  }
})

afterAll(async () => {
  for (const each of sources) await each.close()
})

test.each([false, true])('two servers with the same names, the other order: %s', async (turned) => {
  const [first, second] = turned ? [...sources].reverse() : sources
  await using target = await startMlflowServer({ env })
  await copyAll(first, target)
  const before = await dumpTables(target)

  const report = await copyAll(second, target)

  const after = await dumpTables(target)
  for (const [table, rows] of Object.entries(before)) {
    const texts = new Set(after[table]?.map((row) => JSON.stringify(row)))
    const lost = rows.filter((row) => !mayChange(table, row) && !texts.has(JSON.stringify(row)))
    expect({ table, lost }).toEqual({ table, lost: [] })
  }
  // Ids are unique: all runs and logged models of both are there. Numbers are not: each that is taken is named.
  const { runs, logged_models: models } = await dumpTables(second as MlflowServer)
  const active = (rows: readonly Row[] = []) =>
    rows.filter(({ lifecycle_stage }) => lifecycle_stage === 'active').length
  expect(report.kinds.run?.created).toBeGreaterThanOrEqual(active(runs))
  expect(report.kinds.loggedModel?.created).toBeGreaterThanOrEqual(active(models) - 1)
  for (const kind of ['modelVersion', 'promptVersion'])
    expect(report.kinds[kind]).toMatchObject({ created: 0, updated: 0, unchanged: 0 })
  const codes = new Set(report.objects.flatMap(({ problems }) => problems.map(({ code }) => code)))
  expect(codes).toContain('ERR_VERSION_NUMBER_TAKEN')
  const again = await copyAll(first, target)
  for (const counts of Object.values(again.kinds)) expect(counts).toMatchObject({ created: 0, updated: 0, failed: 0 })
})

/** A job lays a claim on its target, and what came later is noted on experiments. */
function mayChange(table: string, { key }: Row): boolean {
  return (
    table === 'experiments' || table === 'registered_models' || (table === 'experiment_tags' && key === 'mlferry.lease')
  )
}

async function copyAll(from: MlflowServer | undefined, to: MlflowServer) {
  await using source = await openTrackingServer({ trackingUri: from?.url ?? '' })
  await using target = await openTrackingServer({ trackingUri: to.url })
  return await copy({ source, target })
}
