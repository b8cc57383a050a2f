import { createHash } from 'node:crypto'
import { createClient } from '@mlferry/client'
import { answer, startAppStandIn, startTrackingServerStandIn } from '@mlferry/test-kit'
import { expect, test } from 'vitest'
import { sagemakerAuth } from './sagemaker-auth.ts'

const odd = ['a b', 'a+b', '50% off', '%41', 'a/b', 'ü 値🚀', "it's", '(a)*!~', 'x=1&y=2;#?']

test.each([
  ['an App', () => startAppStandIn()],
  ['a tracking server', () => startTrackingServerStandIn()],
])('%s takes every signature, whatever stands in paths, queries and bodies', async (_, start) => {
  await using server = await start()
  const env = { ...server.env, MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR: '0', MLFLOW_HTTP_REQUEST_BACKOFF_JITTER: '0' }
  await using client = await createClient({ trackingUri: server.url, auth: [sagemakerAuth()], env })

  // In queries, and back.
  for (const name of odd) {
    const experimentId = await client.experiments.create({ name: `experiment ${name}` })
    expect(await client.experiments.getByName({ name: `experiment ${name}` })).toMatchObject({
      experiment_id: experimentId,
    })
  }
  // In paths.
  for (const name of odd) {
    const path = `/api/2.0/mlflow/no such route/${encodeURIComponent(name)}`.replaceAll(' ', '%20')
    await expect(client.request({ method: 'DELETE', path, query: { [name]: [name, '', name] } })).rejects.toThrow()
  }
  // Again after a failure.
  const { info } = await client.runs.create({ experimentId: '0', startTime: 1 })
  const runId = info.run_id
  server.proxy.rule({ match: { path: /log-batch/ }, times: 2, action: answer(503) })
  // Almost as much as MLflow takes at once: 1 MB.
  const params = Array.from({ length: 90 }, (_, index) => ({ key: `größe ${index}`, value: 'ü値🚀x'.repeat(1000) }))
  await client.runs.logBatch({ runId, params })
  const sent = server.proxy.requests.filter(({ path }) => path.endsWith('/log-batch'))
  expect(sent.map(({ status }) => status)).toEqual([503, 503, 200])
  expect(sent[2]?.requestBytes).toBeGreaterThan(900_000)
  expect((await client.runs.get({ runId })).data?.params).toHaveLength(90)
  // Over 1 MB, streamed, with a checksum and without; SageMaker itself keeps files in S3.
  const part = Buffer.alloc(700_000, 'é')
  const sha256 = createHash('sha256').update(part).update(part).digest('hex')
  async function* body() {
    yield part
    yield part
  }
  server.proxy.rule({ match: { path: /mlflow-artifacts/ }, times: 1, action: answer(503) })
  server.proxy.rule({ match: { path: /mlflow-artifacts/ }, action: answer(200) })
  await client.artifactProxy.upload(`a b/${odd[5]}+.bin`, { size: 1_400_000, sha256, body })
  await client.artifactProxy.upload(`a b/${odd[5]}+.bin`, { size: 1_400_000, body })

  expect(server.requests.filter(({ refusal }) => refusal)).toEqual([])
  expect(server.requests.map(({ path }) => path)).toEqual(
    expect.arrayContaining([
      '/api/2.0/mlflow/experiments/get-by-name?experiment_name=experiment%20a%2Bb',
      '/api/2.0/mlflow/no%20such%20route/50%25%20off?50%25%20off=50%25%20off&50%25%20off=&50%25%20off=50%25%20off',
      '/api/2.0/mlflow-artifacts/artifacts/a%20b/%C3%BC%20%E5%80%A4%F0%9F%9A%80%2B.bin',
    ]),
  )
})
