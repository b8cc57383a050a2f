import { createClient, type MlflowClient } from '@mlferry/client'
import { provenanceTags } from '@mlferry/core'
import { removeMarks } from '@mlferry/engine'
import { type MlflowServer, startMlflowServer } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from '../open-tracking-server.ts'

let server: MlflowServer
let client: MlflowClient

beforeAll(async () => {
  server = await startMlflowServer()
  client = await createClient({ trackingUri: server.url })
})
afterAll(async () => {
  await client?.close()
  await server?.close()
})

const mark = [{ key: provenanceTags.sourceId, value: 'elsewhere' }]

test.each([1, 2, 5])('an interruption after %i objects leaves deleted what was', async (count) => {
  const gone = await experimentWithRuns(`gone ${count}`)
  await client.experiments.delete({ experimentId: gone.experimentId })
  const kept = await experimentWithRuns(`kept ${count}`)
  for (const runId of kept.runIds) await client.runs.delete({ runId })
  const job = new AbortController()

  await expect(removeUntil(job, count)).rejects.toThrow()

  expect(await lifecycle(gone.experimentId)).toBe('deleted')
  for (const runId of [...gone.runIds, ...kept.runIds]) {
    expect((await client.runs.get({ runId })).info.lifecycle_stage).toBe('deleted')
  }
  await expect(removeUntil(new AbortController(), -1)).resolves.toEqual([])
  expect(await lifecycle(gone.experimentId)).toBe('deleted')
  await using target = await openTrackingServer({ trackingUri: server.url })
  expect(await Array.fromAsync(target.marks().list(new AbortController().signal))).toEqual([])
})

test('what a killed job left restored is deleted again by the next one', async () => {
  const gone = await experimentWithRuns('killed while it was back')
  await client.experiments.delete({ experimentId: gone.experimentId })
  const kept = await experimentWithRuns('of a run that is back')
  const [runId = ''] = kept.runIds
  await client.runs.delete({ runId })
  const { signal } = new AbortController()
  await using target = await openTrackingServer({ trackingUri: server.url })
  const marks = target.marks()
  const marked = await Array.fromAsync(marks.list(signal))
  // As one that was killed: nothing is put in order.
  for (const object of marked.filter(({ ref }) => ref.id === gone.experimentId)) await marks.remove(object, signal)
  await client.experiments.setTag({ experimentId: '0', key: `mlferry.restored.run.${runId}`, value: 'deleted' })
  await client.runs.restore({ runId })
  expect(await lifecycle(gone.experimentId)).toBe('active')

  await expect(removeUntil(new AbortController(), -1)).resolves.toEqual([])

  expect(await lifecycle(gone.experimentId)).toBe('deleted')
  expect((await client.runs.get({ runId })).info.lifecycle_stage).toBe('deleted')
  expect(await Array.fromAsync(target.marks().list(signal))).toEqual([])
})

test('a job that finds the server busy leaves what the other one has restored, and its lease', async () => {
  const { experimentId } = await experimentWithRuns('back for the other job')
  await client.experiments.delete({ experimentId })
  const { signal } = new AbortController()
  await using target = await openTrackingServer({ trackingUri: server.url })
  const lease = await (await target.begin()).lease(signal)
  await lease?.take(signal)
  const marks = target.marks()
  for await (const object of marks.list(signal)) if (object.ref.id === experimentId) await marks.remove(object, signal)

  await expect(removeUntil(new AbortController(), -1)).rejects.toMatchObject({ code: 'ERR_TARGET_BUSY' })

  expect(await lifecycle(experimentId)).toBe('active')
  const { tags = [] } = await client.experiments.get({ experimentId: '0' })
  expect(tags.find(({ key }) => key === 'mlferry.lease')?.value).toContain('until')
  await lease?.release()
  await marks.complete()
  expect(await lifecycle(experimentId)).toBe('deleted')
})

/** Ends the whole job as Ctrl-C does. */
async function removeUntil(job: AbortController, count: number) {
  const { signal } = job
  await using target = await openTrackingServer({ trackingUri: server.url, signal })
  const marks = target.marks()
  const objects = await Array.fromAsync(marks.list(signal))
  let removed = 0
  const onRemoved = () => {
    removed += 1
    if (removed === count) job.abort(new Error('stopped'))
  }
  return await removeMarks({ target, marks, objects, concurrency: 2, signal, onRemoved })
}

async function experimentWithRuns(name: string) {
  const experimentId = await client.experiments.create({ name, tags: mark })
  const runIds: string[] = []
  for (let index = 0; index < 4; index++) {
    const { info } = await client.runs.create({ experimentId, startTime: index, tags: mark })
    runIds.push(info.run_id)
  }
  return { experimentId, runIds }
}

async function lifecycle(experimentId: string) {
  return (await client.experiments.get({ experimentId })).lifecycle_stage
}
