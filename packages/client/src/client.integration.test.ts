import {
  fillManyRuns,
  type MlflowServer,
  mlflowAtLeast,
  mlflowVersionsUnderTest,
  startMlflowServer,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createClient } from './create-client.ts'
import { isHttpError, isRouteMissing } from './errors/http-error.ts'
import type { MlflowClient } from './mlflow-client.ts'

// Beyond ASCII, servers up to 3.10 at least fail to send the name of a file along.
const asciiNames = ['a b+c', 'q?x=1&y', "!'()*;,@=$", 'dir/..dots../x', '100%', 'a%zz', 'C:', ' lead', 'a\\b', 'x"y']
const otherNames = ['é:', '中.txt', 'ünï/😀.bin']
const env = {
  MLFLOW_HTTP_REQUEST_TIMEOUT: '30',
  MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
  MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0.1',
}

describe.each(mlflowVersionsUnderTest())('a client of MLflow %s', (version) => {
  let server: MlflowServer
  let client: MlflowClient
  beforeAll(async () => {
    server = await startMlflowServer({ version })
    client = await createClient({ trackingUri: server.url, env })
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  it('creates, searches, updates and deletes experiments and runs', async () => {
    expect(await client.server.version()).toBe(version)
    expect(await client.server.health()).toBe(true)

    const experimentId = await client.experiments.create({ name: 'churn é', tags: [{ key: 'team', value: '😀' }] })
    expect((await client.experiments.getByName({ name: 'churn é' }))?.experiment_id).toBe(experimentId)
    expect(await client.experiments.getByName({ name: 'none' })).toBeUndefined()
    await client.experiments.update({ experimentId, newName: 'churn 2' })
    await client.experiments.setTag({ experimentId, key: 'k', value: 'v' })
    expect((await client.experiments.get({ experimentId })).name).toBe('churn 2')
    const taken = await client.experiments.create({ name: 'churn 2' }).catch((error) => error)
    expect([isHttpError(taken), taken.mlflowCode]).toEqual([true, 'RESOURCE_ALREADY_EXISTS'])

    const created = []
    for (let index = 0; index < 5; index++) {
      created.push(
        await client.runs.create({ experimentId, startTime: 1_600_000_000_000 + index, runName: `r${index}` }),
      )
    }
    const found = []
    const search = { experimentIds: [experimentId], orderBy: ['attributes.start_time ASC'], maxResults: 2 }
    for await (const run of client.runs.search(search)) found.push(run.info.run_id)
    expect(found).toEqual(created.map((run) => run.info.run_id))

    const runId = found[0] as string
    await client.runs.update({ runId, status: 'KILLED', endTime: 1_600_000_009_999 })
    await client.runs.setTag({ runId, key: 'a', value: 'b' })
    await client.runs.deleteTag({ runId, key: 'a' })
    const dataset = { name: 'd', digest: 'x', source_type: 'local', source: '{}' }
    await client.runs.logInputs({ runId, datasets: [{ dataset, tags: [] }] })
    await client.runs.delete({ runId })
    await client.runs.restore({ runId })
    const run = await client.runs.get({ runId })
    expect(run.info).toMatchObject({ status: 'KILLED', end_time: 1_600_000_009_999, lifecycle_stage: 'active' })
    expect(run.inputs?.dataset_inputs?.[0]?.dataset.digest).toBe('x')
    await client.experiments.delete({ experimentId })
    const deleted = await Array.fromAsync(client.experiments.search({ viewType: 'DELETED_ONLY' }))
    expect(deleted.map((each) => each.name)).toEqual(['churn 2'])
    await client.experiments.restore({ experimentId })

    const missing = await client.request({ method: 'GET', path: '/api/2.0/mlflow/no/such' }).catch((error) => error)
    expect(isRouteMissing(missing)).toBe(true)
    const noRun = await client.runs.get({ runId: 'f'.repeat(32) }).catch((error) => error)
    expect([noRun.code, noRun.mlflowCode, isRouteMissing(noRun)]).toEqual([
      'ERR_NOT_FOUND',
      'RESOURCE_DOES_NOT_EXIST',
      false,
    ])
  })

  it('keeps metric points exact, whole histories and in bulk', async () => {
    const { info } = await client.runs.create({ experimentId: '0', startTime: 1 })
    const runId = info.run_id
    const values = [0.1 + 0.2, Number.NaN, 5e-324, -1e20, 1e19]
    const special = values.map((value, index) => ({ key: 'odd', value, timestamp: 1700000000000 + index, step: index }))
    const far = { key: 'odd', value: 1, timestamp: 1n, step: 2n ** 63n - 1n }
    await client.runs.logBatch({ runId, metrics: [...special, far] })
    const points = (await Array.fromAsync(client.metrics.history({ runId, key: 'odd' }))).flat()
    const byStep = points.toSorted((a, b) => (a.step < b.step ? -1 : 1))
    expect(byStep.map((point) => point.step)).toEqual([0n, 1n, 2n, 3n, 4n, 2n ** 63n - 1n])
    expect(byStep.map((point) => point.value)).toEqual([...values, 1])

    await client.runs.logBatch({ runId, metrics: Array.from({ length: 1000 }, (_, index) => point(index)) })
    const logged = (await Array.fromAsync(client.metrics.history({ runId, key: 'loss' }))).flat()
    expect(new Set(logged.map(({ step, value }) => `${step} ${value}`)).size).toBe(1000)

    const total = 26_000
    const { runIds } = await fillManyRuns(server, { experiment: 'long', runs: 1, metrics: 1, points: total })
    const [long = ''] = runIds
    const seen = new Set<bigint>()
    for await (const batch of client.metrics.history({ runId: long, key: 'm000' }))
      for (const each of batch) seen.add(each.step)
    expect(seen.size).toBe(total)
    const bulk = await client.metrics.historyBulk({ runIds, key: 'm000' })
    expect([bulk.length, bulk[0]?.runId, bulk[7]?.step]).toEqual([25_000, long, 7n])
  })

  it('moves artifacts through the server', async () => {
    const { info } = await client.runs.create({ experimentId: '0', startTime: 1 })
    const root = new URL(String(info.artifact_uri)).pathname.slice(1)
    const bytes = Buffer.alloc(3_000_000, 'mlferry ')
    const upload = { size: bytes.length, body: (start: number) => chunks(bytes.subarray(start)) }
    await client.artifactProxy.upload(`${root}/big.bin`, upload)
    const back = Buffer.concat(await Array.fromAsync(client.artifactProxy.download(`${root}/big.bin`)))
    expect(back.equals(bytes)).toBe(true)
    const tail = await Array.fromAsync(client.artifactProxy.download(`${root}/big.bin`, { start: 2_999_990 }))
    expect(Buffer.concat(tail).toString()).toBe(bytes.subarray(2_999_990).toString())
    const files = await Array.fromAsync(client.artifacts.list({ runId: info.run_id }))
    expect(files).toEqual([{ path: 'big.bin', is_dir: false, file_size: 3_000_000 }])

    for (const name of asciiNames) expect(await roundTrip(name)).toBe(name)
    for (const name of otherNames) {
      await put(name)
      const path = `n/${name}`
      const read = await Array.fromAsync(client.artifacts.download({ runId: info.run_id, path }))
      expect(Buffer.concat(read).toString()).toBe(name)
      const direct = await roundTrip(name).catch((error) => error.code)
      expect(mlflowAtLeast(version, '3.17') ? [name] : [name, 'ERR_ARTIFACT_NAME_UNSUPPORTED']).toContain(direct)
    }
    const listed = await client.artifactProxy.list(`${root}/n`)
    const expected = new Set([...asciiNames, ...otherNames].map((name) => name.split('/')[0]))
    expect(new Set(listed.map((file) => file.path))).toEqual(expected)

    await client.artifactProxy.upload(`${root}/empty`, { size: 0, body: () => chunks(Buffer.alloc(0)) })
    expect(await Array.fromAsync(client.artifactProxy.download(`${root}/empty`))).toEqual([])
    // 2.9 fails to delete a file that lies on its disk, and takes a folder.
    await client.artifactProxy.delete(`${root}/n`)
    const gone = await Array.fromAsync(client.artifactProxy.download(`${root}/n/a+b`)).catch((error) => error)
    expect(isHttpError(gone)).toBe(true)
    expect(gone.status).toBe(mlflowAtLeast(version, '3.17') ? 404 : 500)

    async function put(name: string): Promise<void> {
      const body = () => chunks(Buffer.from(name))
      await client.artifactProxy.upload(`${root}/n/${name}`, { size: Buffer.byteLength(name), body })
    }

    async function roundTrip(name: string): Promise<string> {
      await put(name)
      return Buffer.concat(await Array.fromAsync(client.artifactProxy.download(`${root}/n/${name}`))).toString()
    }
  })
})

function point(index: number) {
  return { key: 'loss', value: Math.sqrt(index), timestamp: 1700000000000 + index, step: index }
}

async function* chunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}
