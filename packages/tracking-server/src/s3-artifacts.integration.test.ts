import { copy } from '@mlferry/engine'
import {
  answer,
  compareServers,
  fillSampleData,
  type Moto,
  startMlflowServer,
  startMoto,
  startProxy,
} from '@mlferry/test-kit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTrackingServer } from './open-tracking-server.ts'

let moto: Moto

beforeAll(async () => {
  moto = await startMoto()
})
afterAll(() => moto.close())

/** As SageMaker runs it: the server names places in a bucket, and clients go there themselves. */
async function serverWithBucket(bucket: string) {
  await moto.createBucket(bucket)
  const artifactRoot = `s3://${bucket}/some prefix`
  const server = await startMlflowServer({ serveArtifacts: false, artifactRoot, env: moto.env })
  return { ...server, clientEnv: moto.env }
}

test('runs whose files lie in S3 move to another bucket, within S3 or, where that is refused, through here', async () => {
  await using left = await serverWithBucket('left')
  await using right = await serverWithBucket('right')
  await using third = await serverWithBucket('third')
  await fillSampleData(left)
  await using s3 = await startProxy(moto.url)
  const warnings: string[] = []
  const onWarning = (message: string) => void warnings.push(message)
  const endOf = (server: { url: string }, accessKey: string) =>
    openTrackingServer({
      trackingUri: server.url,
      env: { ...moto.env, MLFLOW_S3_ENDPOINT_URL: s3.url, AWS_ACCESS_KEY_ID: accessKey },
      onWarning,
    })
  await using source = await endOf(left, 'AKIASOURCE')
  const bytes = () => s3.requests.reduce((sum, each) => sum + each.requestBytes + each.responseBytes, 0)

  await using target = await endOf(right, 'AKIATARGET')
  const report = await copy({ source, target, selection: { includeDeleted: true } })
  expect(report.objects).toEqual([])
  expect(await compareServers(left, right)).toEqual([])
  expect(bytes()).toBeLessThan(500_000)

  const body = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
  const refusal = answer(403, { headers: { 'content-type': 'application/xml' }, body })
  s3.rule({ match: ({ headers }) => headers['x-amz-copy-source'] !== undefined, action: refusal })
  await using other = await endOf(third, 'AKIATARGET')
  await copy({ source, target: other, selection: { includeDeleted: true } })
  expect(await compareServers(left, third)).toEqual([])
  expect(bytes()).toBeGreaterThan(10 * 2 ** 20)
  expect(warnings.filter((warning) => warning.includes('S3'))).toEqual([
    expect.stringContaining('S3 does not copy from left to third by itself'),
  ])
})
