import {
  answer,
  compareServers,
  dumpServer,
  fillSampleModels,
  type ServerAddress,
  startAppStandIn,
  startMlflowServer,
  tempDir,
} from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { runJob } from '../src/run-job.ts'
import { runMlferry } from '../src/run-mlferry.ts'

test('an import that is killed between the versions that make a gap leaves none of them after the next', async () => {
  await using source = await startMlflowServer()
  await fillSampleModels(source, { longestTag: 5000 })
  await using app = await startAppStandIn()
  await using dir = await tempDir()
  await runJob(['export-all', '--output-dir', 'out', '--export-deleted-runs'], inDir(source))
  const importAll = ['import-all', '--input-dir', 'out']

  // Each import ends when it asks for this deletion, which does not take place.
  for (const skip of [0, 1, 2]) {
    const killed = new AbortController()
    app.proxy.reset()
    app.proxy.rule({
      match: ({ method, route }) => method === 'DELETE' && route.endsWith('/model-versions/delete'),
      skip,
      action: answer(503),
    })
    const watch = setInterval(() => {
      if (app.proxy.requests.some(({ status, method }) => method === 'DELETE' && status === 503)) killed.abort()
    }, 10)
    const { exitCode } = await runMlferry(importAll, { ...inDir(app), kill: killed.signal })
    clearInterval(watch)
    expect(exitCode).toBe(null)
    expect(await leftOvers(app.backend)).not.toEqual([])
  }
  app.proxy.reset()
  const imported = await runJob(importAll, inDir(app))

  expect(imported).toMatchObject({ exitCode: 0, objects: [], unsettled: [] })
  expect(await leftOvers(app.backend)).toEqual([])
  expect(await compareServers(source, app, { ignoreTags: ['mlflow.modelVersions'] })).toEqual([])

  function inDir({ clientEnv, url }: ServerAddress) {
    return { cwd: dir.path, env: { ...clientEnv, MLFLOW_TRACKING_URI: url } }
  }
})

/** Versions that fill a gap. */
async function leftOvers(server: ServerAddress): Promise<readonly unknown[]> {
  const { modelVersions = [] } = await dumpServer(server, { artifacts: 'none' })
  return modelVersions.filter(({ tags }) => tags['unused-version-number'] !== undefined)
}
