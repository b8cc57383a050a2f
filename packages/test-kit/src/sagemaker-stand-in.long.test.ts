import { expect, test } from 'vitest'
import { compareDumps } from './compare-dumps.ts'
import { dumpServer } from './dump-server.ts'
import { fillSampleModels } from './fill-sample-models.ts'
import { loadModels } from './load-models.ts'
import { startAppStandIn, startTrackingServerStandIn } from './sagemaker-stand-in.ts'
import { secret } from './secret.ts'

test('the Python plugin fills an App and reads it back, unchanged, and every request is signed right', async () => {
  await using app = await startAppStandIn()
  const { refused } = await fillSampleModels(app)
  expect(refused.map(({ what }) => what)).toContain('a tag of 100000 characters')
  const dump = await dumpServer(app)
  expect(dump.modelVersions?.filter(({ name }) => name === 'credit scorer')).toHaveLength(9)
  expect(dump.modelVersions?.every(({ location }) => location.startsWith(app.artifactRoot))).toBe(true)
  expect(compareDumps(await dumpServer(app.backend), dump, { pairBy: 'name-and-start-time' })).toEqual([])
  expect(await loadModels(app, { names: ['credit scorer'] })).toMatchObject({ 'credit scorer@champion': [3, 7.5] })
  expect(app.requests.filter(({ refusal }) => refusal)).toEqual([])
  expect(app.requests.length).toBeGreaterThan(300)
  const { url, endpoint } = app
  expect([url, endpoint]).toEqual([
    expect.stringMatching(/^arn:.*:mlflow-app\/app-/),
    app.env.SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT,
  ])
})

test('a tracking server takes credentials of an endpoint, and the keys of no other server', async () => {
  await using server = await startTrackingServerStandIn({ sessionRequests: 20 })
  await dumpServer({ ...server, clientEnv: server.sessionEnv })
  expect(server.sessionsStarted()).toBeGreaterThan(1)
  const users = [{ accessKeyId: 'AKIAOTHER', secretAccessKey: secret('other') }]
  await using other = await startTrackingServerStandIn({ moto: server.moto, name: 'other', users })
  const crossed = { ...server.env, SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: other.endpoint }
  await expect(dumpServer({ ...server, clientEnv: crossed })).rejects.toThrow(/security token/)
  const right = other.envOf({ accessKeyId: 'AKIAOTHER', secretAccessKey: secret('other') })
  await expect(dumpServer({ ...server, clientEnv: right })).rejects.toThrow(/not authorized/)
})
