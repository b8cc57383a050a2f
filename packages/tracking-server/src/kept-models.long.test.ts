import { copy } from '@mlferry/engine'
import {
  compareServers,
  dumpServer,
  fillSampleModels,
  loadModels,
  type MlflowServer,
  type ServerAddress,
  startMlflowServer,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

const historyTag = 'mlflow.log-model.history'

let left: MlflowServer
let old: MlflowServer

beforeAll(async () => {
  left = await startMlflowServer()
  await fillSampleModels(left)
  old = await startMlflowServer({ version: '2.16.2' })
})

afterAll(async () => {
  await left?.close()
  await old?.close()
})

test('a server without logged models keeps them: their versions load there, and they come back on a newer one', async () => {
  await using right = await startMlflowServer()

  const report = await carry(left, old)

  expect(report.objects.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  expect(await predictions(old)).toEqual(await predictions(left))
  const again = await carry(left, old)
  for (const counts of Object.values(again.kinds)) {
    expect(counts).toMatchObject({ created: 0, updated: 0, degraded: 0, failed: 0 })
  }
  const back = await carry(old, right)
  expect(back.objects).toEqual([])
  // The server's own list of versions; and a tag longer than 2.16 keeps, of an object without files to keep it in.
  const ignoreTags = ['mlflow.modelVersions', '100000 long']
  expect(await compareServers(left, right, { ignoreTags })).toEqual([])
})

test('models of a server before 3.0 load on a newer one, and the history of their runs names the runs there', async () => {
  await using older = await startMlflowServer({ version: '2.16.2' })
  await using right = await startMlflowServer()
  await fillSampleModels(older)

  await carry(older, right)

  expect(await predictions(right)).toEqual(await predictions(older))
  const { runs } = await dumpServer(right, { artifacts: 'none' })
  const histories = runs.filter(({ tags }) => historyTag in tags)
  expect(histories).not.toEqual([])
  for (const { id, tags } of histories) {
    const entries = JSON.parse(tags[historyTag] ?? '') as { run_id: string }[]
    expect(new Set(entries.map(({ run_id }) => run_id))).toEqual(new Set([id]))
  }
})

async function carry(from: MlflowServer, to: MlflowServer) {
  await using source = await openTrackingServer({ trackingUri: from.url })
  await using target = await openTrackingServer({ trackingUri: to.url })
  return await copy({ source, target, selection: { includeDeleted: true } })
}

/** What every version predicts, loaded by the server's own MLflow; why one does not load is told in the words of each. */
async function predictions(server: ServerAddress): Promise<unknown> {
  const loaded = Object.entries(await loadModels(server))
  return loaded.map(([name, result]) => [name, Array.isArray(result) ? result : 'does not load'])
}
