import { expect, test } from 'vitest'
import { startMoto } from './moto.ts'

// moto believes every signature, but not that there is none.
const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, Signature=b' }

test('moto keeps objects in buckets of several regions, until it is reset', async () => {
  await using moto = await startMoto()
  await moto.createBucket('near')
  await moto.createBucket('far', 'eu-west-1')
  await fetch(`${moto.url}/far/a%20key`, { method: 'PUT', body: 'content', headers })
  expect(await (await fetch(`${moto.url}/far/a%20key`, { headers })).text()).toBe('content')
  const bucket = await fetch(`${moto.url}/far`, { method: 'HEAD', headers })
  expect(bucket.headers.get('x-amz-bucket-region')).toBe('eu-west-1')
  await moto.reset()
  expect((await fetch(`${moto.url}/far/a%20key`, { headers })).status).toBe(404)
})
