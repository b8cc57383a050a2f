import { createClient } from '@mlferry/client'
import { startMoto, startProxy } from '@mlferry/test-kit'
import { expect, it } from 'vitest'
import { sagemakerAuth } from './sagemaker-auth.ts'
import { sagemakerServer } from './test-support/sagemaker-server.ts'
import { app, appArn, quick } from './test-support/settings.ts'

const auth = [sagemakerAuth()]
const role = 'arn:aws:iam::123456789012:role/migrator'

/** Credentials come from moto; which, only the one who asked knows. What they sign is tested elsewhere. */
const anySignature = { status: 200, body: {} }

it('a role is assumed for the API, again when a session ends early, and not for S3', async () => {
  await using moto = await startMoto()
  await using sts = await startProxy(moto.url, { keepBodies: true })
  await using server = await sagemakerServer({ ...app, credentials: () => undefined }, () => anySignature)
  const env = {
    ...quick,
    ...moto.env,
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_ENDPOINT_URL_STS: sts.url,
    SAGEMAKER_MLFLOW_ASSUME_ROLE_ARN: role,
    SAGEMAKER_MLFLOW_CUSTOM_ENDPOINT: server.url,
  }
  await using client = await createClient({ trackingUri: appArn, auth, env })
  await client.runs.get({ runId: 'r' }).catch(() => {})
  expect(sts.requests).toHaveLength(2)
  const keys = server.received.map(({ accessKeyId }) => accessKeyId)
  expect(new Set(keys).size).toBe(2)
  for (const key of keys) expect(key).toMatch(/^ASIA/)
  expect(await client.aws?.credentials()).toMatchObject({ accessKeyId: moto.env.AWS_ACCESS_KEY_ID })
})

it('a role that cannot be assumed is named with what to allow', async () => {
  await using moto = await startMoto()
  await using sts = await startProxy(moto.url)
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>`
  const headers = { 'content-type': 'text/xml' }
  sts.rule({ action: { type: 'answer', status: 403, headers, body } })
  const env = { ...moto.env, AWS_ENDPOINT_URL_STS: sts.url, SAGEMAKER_MLFLOW_ASSUME_ROLE_ARN: role }
  const error = await createClient({ trackingUri: appArn, auth, env }).catch((each) => each)
  expect(error.code).toBe('ERR_ASSUME_ROLE')
  expect(error.hint).toContain(`sts:AssumeRole on ${role}`)
})
