import { isFatal } from '@mlferry/core'
import { secret, startMlflowServer } from '@mlferry/test-kit'
import { expect, it } from 'vitest'
import { createClient } from '../create-client.ts'

it('a server with a path prefix and passwords lets in who it knows', async () => {
  const basicAuth = { username: 'admin', password: secret('a pässword: 12+ #;') }
  await using server = await startMlflowServer({ basicAuth, staticPrefix: '/team-1' })
  const env = { MLFLOW_TRACKING_USERNAME: basicAuth.username, MLFLOW_TRACKING_PASSWORD: basicAuth.password }
  await using client = await createClient({ trackingUri: server.url, env })
  const experimentId = await client.experiments.create({ name: 'churn' })
  expect((await client.experiments.get({ experimentId })).name).toBe('churn')

  for (const wrong of [{}, { ...env, MLFLOW_TRACKING_PASSWORD: secret('no') }]) {
    await using stranger = await createClient({ trackingUri: server.url, env: wrong })
    const error = await stranger.experiments.get({ experimentId }).catch((each) => each)
    expect([error.code, isFatal(error)]).toEqual(['ERR_UNAUTHORIZED', true])
  }
  await using lost = await createClient({ trackingUri: new URL(server.url).origin, env })
  const error = await lost.experiments.get({ experimentId }).catch((each) => each)
  expect(error.code).toBe('ERR_ROUTE_MISSING')
})
