import {
  compareServers,
  fillSampleData,
  fillSampleModels,
  startAppStandIn,
  startMlflowServer,
  tempDir,
} from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'

test('an import that takes longer than the life of its session takes new ones and finishes', async () => {
  await using source = await startMlflowServer()
  await fillSampleData(source)
  await fillSampleModels(source, { longestTag: 5000 })
  await using app = await startAppStandIn({ sessionRequests: 20 })
  await using dir = await tempDir()
  const run = (command: string, env: Readonly<Record<string, string>>) =>
    runJob(command.split(' '), { cwd: dir.path, env })

  await run('export-all --output-dir out --export-deleted-runs', { MLFLOW_TRACKING_URI: source.url })
  const imported = await run('import-all --input-dir out', app.sessionEnv)

  expect(imported).toMatchObject({ exitCode: 0, objects: [], unsettled: [] })
  const refusals = app.requests.flatMap(({ refusal }) => refusal ?? [])
  expect(new Set(refusals)).toEqual(new Set(['The security token included in the request is expired']))
  const answered = app.requests.length - refusals.length
  expect(app.sessionsStarted()).toBeGreaterThanOrEqual(answered / 20)
  expect(answered).toBeGreaterThan(200)
  expect(await compareServers(source, app, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])
})
