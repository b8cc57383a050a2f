import type { CopyResult } from '@mlferry/cli-kit'
import { compareServers, type MlflowServer, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'
import { type LargeSource, startLargeSource } from './breaking/large-source.ts'
import { leftUnfinished } from './breaking/left-unfinished.ts'
import { perSecond, startRudeProxy, steadyRates } from './breaking/rude-proxy.ts'

const stack = new AsyncDisposableStack()
let source: LargeSource
let target: MlflowServer
let rude: Record<'source' | 'target', Awaited<ReturnType<typeof startRudeProxy>>>
let exported: CopyResult
let imported: CopyResult

/** Both ways through proxies that fail, cut and throttle. */
beforeAll(async () => {
  source = stack.use(await startLargeSource({ runs: 300, metrics: 2, points: 40, artifactsPerRun: 1 }))
  target = stack.use(await startMlflowServer({ env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } }))
  rude = {
    source: stack.use(await startRudeProxy(source.server.url)),
    target: stack.use(await startRudeProxy(target.url)),
  }
  const dir = stack.use(await tempDir())
  const through = ({ url }: { readonly url: string }) => ({ cwd: dir.path, env: { MLFLOW_TRACKING_URI: url } })
  exported = await runJob(['export-all', '--output-dir', 'out', '--export-deleted-runs'], through(rude.source))
  imported = await runJob(['import-all', '--input-dir', 'out'], through(rude.target))
}, 1_800_000)

afterAll(() => stack.disposeAsync())

test('everything arrives once', async () => {
  expect(exported).toMatchObject({ objects: [], unsettled: [], exitCode: 0 })
  expect(imported).toMatchObject({ objects: [], unsettled: [], exitCode: 0 })
  expect(await compareServers(source.server, target, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
  expect(leftUnfinished(target, imported)).toEqual([])
})

test('at four fifths of the pace that the proxies allow', () => {
  const rates = { export: steadyRates(rude.source), import: steadyRates(rude.target) }
  console.log(JSON.stringify(rates))
  expect(rates.export.accepted).toBeGreaterThanOrEqual(0.8 * perSecond)
  expect(rates.import.accepted).toBeGreaterThanOrEqual(0.8 * perSecond)
})
