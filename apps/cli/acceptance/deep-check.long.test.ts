import { compareServers, dumpServer, postToServer, startMlflowServer, tempDir } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'
import { changedKinds, expectUnchanged } from './breaking/changed-kinds.ts'
import { startLargeSource } from './breaking/large-source.ts'

test('what no listing shows is left alone, and brought by a deep check, which writes nothing else', async () => {
  await using source = await startLargeSource({ runs: 40, traces: 40, metrics: 1, points: 2 })
  await using target = await startMlflowServer({ env: { MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS: 'true' } })
  await using dir = await tempDir()
  const { url } = source.server
  const copyAll = (...flags: string[]) =>
    runJob(['copy', 'all', '--from', url, '--to', target.url, '--include-deleted', ...flags], { cwd: dir.path })
  expect(await copyAll()).toMatchObject({ exitCode: 0, objects: [] })

  const [reader, early, linked] = source.many.runIds
  const { loggedModels = [] } = await dumpServer(source.server, { artifacts: 'none' })
  await postToServer(url, 'runs/log-inputs', { run_id: reader, models: [{ model_id: loggedModels[0]?.id }] })
  const point = { key: 'm000', value: 0.5, step: -7, timestamp: 1 }
  await postToServer(url, 'runs/log-batch', { run_id: early, metrics: [point] })
  await postToServer(url, 'traces/link-to-run', { trace_ids: source.traceIds.slice(0, 1), run_id: linked })

  expectUnchanged(await copyAll())
  const deep = await copyAll('--check', 'deep')
  expect(deep).toMatchObject({ exitCode: 0, unsettled: [], kinds: { run: { updated: 2 }, trace: { updated: 1 } } })
  expect(changedKinds(deep).sort()).toEqual(['run', 'trace'])
  expectUnchanged(await copyAll('--check', 'deep'))
  expect(await compareServers(source.server, target, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
})
