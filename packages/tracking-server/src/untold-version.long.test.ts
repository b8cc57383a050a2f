import { copy, dryRun, verify } from '@mlferry/engine'
import { createExportDirectory, openExportDirectory } from '@mlferry/format'
import { type MlflowServer, postToServer, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

/** MLflow 1 has no route that tells its version, and none for logged models and traces. */
const version = '1.30.1'

let old: MlflowServer
let other: MlflowServer

beforeAll(async () => {
  ;[old, other] = await Promise.all([startMlflowServer({ version }), startMlflowServer({ version })])
  await fillByHand(old.url)
}, 300_000)

afterAll(async () => {
  await old?.close()
  await other?.close()
})

test('a server that tells no version is exported whole, and the export verified', async () => {
  await using dir = await tempDir()
  await using source = await openTrackingServer({ trackingUri: old.url })
  const made = { layout: 'all', source: { uri: old.url }, selection: {}, mlferryVersion: '0' } as const
  await using target = await createExportDirectory(dir.file('export'), made)

  const report = await copy({ source, target })

  expect(report.objects).toEqual([])
  expect(report.kinds).toMatchObject({
    run: { created: 2 },
    registeredModel: { created: 1 },
    modelVersion: { created: 1 },
  })
  await using written = await openExportDirectory(dir.file('export'))
  const verified = await verify({ source, target: written })
  expect(verified.equal).toBe(true)
})

test('it is copied into one like it: a plan, a copy, and a second one that writes nothing', async () => {
  await using source = await openTrackingServer({ trackingUri: old.url })
  await using target = await openTrackingServer({ trackingUri: other.url })
  const planned = await copy(dryRun({ source, target }))

  const first = await copy({ source, target })
  const second = await copy({ source, target })

  expect([planned.objects, first.objects, second.objects]).toEqual([[], [], []])
  expect(first.kinds.run).toMatchObject({ created: 2 })
  expect(second.kinds.run).toMatchObject({ created: 0, updated: 0, unchanged: 2 })
  expect((await verify({ source, target })).equal).toBe(true)
})

/** An experiment with two runs of metrics and params, the first with a file, and a version of a model made of that one. */
async function fillByHand(url: string): Promise<void> {
  const { experiment_id } = await postToServer<{ experiment_id: string }>(url, 'experiments/create', { name: 'churn' })
  const runs: string[] = []
  for (const name of ['first', 'second']) {
    const create = { experiment_id, start_time: 1000 + runs.length, run_name: name, user_id: 'ferry' }
    const { run } = await postToServer<{ run: { info: { run_id: string } } }>(url, 'runs/create', create)
    const { run_id } = run.info
    runs.push(run_id)
    await postToServer(url, 'runs/log-parameter', { run_id, key: 'lr', value: 'x'.repeat(500) })
    for (const step of [1, 2])
      await postToServer(url, 'runs/log-metric', { run_id, key: 'loss', value: step / 4, timestamp: step, step })
    await postToServer(url, 'runs/update', { run_id, status: 'FINISHED', end_time: 5000 })
  }
  const [first] = runs
  const path = `${experiment_id}/${first}/artifacts/model/MLmodel`
  const put = await fetch(`${url}/api/2.0/mlflow-artifacts/artifacts/${path}`, { method: 'PUT', body: 'flavors: {}' })
  if (!put.ok) throw new Error(`${path}: ${put.status}`)
  await postToServer(url, 'registered-models/create', { name: 'm' })
  const source = `mlflow-artifacts:/${path.replace('/MLmodel', '')}`
  await postToServer(url, 'model-versions/create', { name: 'm', source, run_id: first })
}
