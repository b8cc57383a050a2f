import { compareServers, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'
import { type LargeSource, startLargeSource } from './breaking/large-source.ts'
import { leftUnfinished } from './breaking/left-unfinished.ts'
import { type Rates, startRudeProxy, steadyRates } from './breaking/rude-proxy.ts'

const stack = new AsyncDisposableStack()
let source: LargeSource
let dir: Awaited<ReturnType<typeof tempDir>>

beforeAll(async () => {
  source = stack.use(
    await startLargeSource({ runs: Number(process.env.RUNS ?? 200), metrics: 2, points: 40, artifactsPerRun: 1 }),
  )
  dir = stack.use(await tempDir())
})

afterAll(() => stack.disposeAsync())

test('through a proxy that fails, cuts and throttles, everything arrives once, at the pace that it allows', async () => {
  await using target = await startMlflowServer({ env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } })
  await using rudeSource = await startRudeProxy(source.server.url)
  await using rudeTarget = await startRudeProxy(target.url)

  const exported = await runJob(['export-all', '--output-dir', 'out', '--export-deleted-runs'], inDir(rudeSource.url))
  const imported = await runJob(['import-all', '--input-dir', 'out'], inDir(rudeTarget.url))

  expect(exported).toMatchObject({ objects: [], unsettled: [], exitCode: 0 })
  expect(imported).toMatchObject({ objects: [], unsettled: [], exitCode: 0 })
  expect(await compareServers(source.server, target, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
  expect(leftUnfinished(target)).toEqual([])
  expectPace('export', steadyRates(rudeSource))
  expectPace('import', steadyRates(rudeTarget))
})

function inDir(url: string) {
  return { cwd: dir.path, env: { MLFLOW_TRACKING_URI: url } }
}

function expectPace(way: string, rates: Rates): void {
  console.log(`${way}: ${rates.accepted.toFixed(1)} requests a second for ${rates.seconds.toFixed(0)} s`, rates.answers)
  expect(rates.accepted).toBeGreaterThanOrEqual(16)
}
