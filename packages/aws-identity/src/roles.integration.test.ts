import { secret, startMoto, tempDir } from '@mlferry/test-kit'
import { expect, it } from 'vitest'
import { awsIdentity } from './aws-identity.ts'
import type { Env } from './settings/aws-settings.ts'

const role = 'arn:aws:iam::123456789012:role/migrator'

it('roles are assumed through STS: by a profile, a chain of profiles, the environment, a token, and on top', async () => {
  await using moto = await startMoto()
  const { AWS_ENDPOINT_URL = '', AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key, ...machine } = moto.env
  await using dir = await tempDir({
    token: secret('a token'),
    '.aws/config': `
[profile base]
aws_access_key_id = ${id}
aws_secret_access_key = ${key}
[profile role]
role_arn = ${role}
source_profile = base
[profile chain]
role_arn = ${role}2
source_profile = role
[profile env]
role_arn = ${role}
credential_source = Environment
`,
  })
  const found = async (env: Env) => {
    const identity = await awsIdentity({
      env: { ...machine, HOME: dir.path, AWS_ENDPOINT_URL_STS: AWS_ENDPOINT_URL, ...env },
    })
    return { identity, ...(await identity.credentials()) }
  }
  const assumed = { accessKeyId: expect.stringMatching(/^ASIA/), expiration: expect.any(Date) }
  expect(await found({ AWS_PROFILE: 'role' })).toMatchObject(assumed)
  expect(await found({ AWS_PROFILE: 'chain' })).toMatchObject(assumed)
  const keys = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: key }
  expect(await found({ AWS_PROFILE: 'env', ...keys })).toMatchObject(assumed)
  const web = { AWS_WEB_IDENTITY_TOKEN_FILE: dir.file('token'), AWS_ROLE_ARN: role }
  expect(await found(web)).toMatchObject(assumed)

  const { identity, accessKeyId } = await found({ AWS_PROFILE: 'role' })
  expect(await identity.renew()).toBe(true)
  expect((await identity.credentials()).accessKeyId).not.toBe(accessKeyId)
  const above = identity.assume({ arn: `${role}3`, sessionName: 'test', renewAfter: 300 })
  expect(await above.credentials()).toMatchObject(assumed)
  expect(above.source).toBe(`the role ${role}3, assumed with the profile "role"`)
})
