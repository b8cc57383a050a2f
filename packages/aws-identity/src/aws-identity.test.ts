import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { secret, tempDir } from '@mlferry/test-kit'
import { afterEach, describe, expect, it } from 'vitest'
import { awsIdentity } from './aws-identity.ts'
import type { Env } from './settings/aws-settings.ts'

const noMachine = { AWS_EC2_METADATA_DISABLED: 'true' }
const keys = { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: secret('key') }

const identityOf = async (env: Env, warn = (_: string) => {}) => {
  const identity = await awsIdentity({ env: { ...noMachine, ...env }, defaultRegion: 'eu-west-1', warn })
  return { identity, source: identity.source, region: identity.region, ...(await identity.credentials()) }
}

const profile = (name: string, id: string) =>
  `[${name}]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret(id)}\n`

/** Files as `aws configure` writes them, in a home of their own. */
const homeWith = (files: { config?: string; credentials?: string }) =>
  tempDir(Object.fromEntries(Object.entries(files).map(([name, text]) => [`.aws/${name}`, text])))

const realEnv = { ...process.env }
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in realEnv)) delete process.env[name]
})

describe('an AWS identity', () => {
  it('is the keys in the environment', async () => {
    expect(await identityOf({ ...keys, AWS_SESSION_TOKEN: secret('token') })).toMatchObject({
      source: 'AWS_ACCESS_KEY_ID',
      region: 'eu-west-1',
      accessKeyId: 'AKIA',
      sessionToken: secret('token'),
    })
    expect(await identityOf({ ...keys, AWS_SESSION_TOKEN: '' })).not.toHaveProperty('sessionToken')
  })

  it('is the default profile, or the one that is named, with its region', async () => {
    await using home = await homeWith({
      config: '[default]\nregion = us-west-2\n[profile dev]\nregion = ap-south-1\n',
      credentials: profile('default', 'D') + profile('dev', 'V'),
    })
    const HOME = home.path
    expect(await identityOf({ HOME })).toMatchObject({ accessKeyId: 'D', region: 'us-west-2' })
    const dev = { HOME, AWS_PROFILE: 'dev' }
    expect(await identityOf(dev)).toMatchObject({ accessKeyId: 'V', region: 'ap-south-1', source: 'the profile "dev"' })
    expect(await identityOf({ ...dev, AWS_REGION: 'eu-north-1' })).toMatchObject({ region: 'eu-north-1' })
    const files = {
      AWS_CONFIG_FILE: home.file('.aws/config'),
      AWS_SHARED_CREDENTIALS_FILE: home.file('.aws/credentials'),
    }
    expect(await identityOf({ ...files, HOME: '/nowhere' })).toMatchObject({ accessKeyId: 'D' })
  })

  it('is the keys when there is a profile too, as with boto3, with a warning', async () => {
    const warnings: string[] = []
    const found = await identityOf({ ...keys, AWS_PROFILE: 'none' }, (message) => warnings.push(message))
    expect(found.accessKeyId).toBe('AKIA')
    expect(warnings).toEqual([expect.stringContaining('the profile none is not used')])
  })

  it('is what a process prints, and what it prints later after a renewal', async () => {
    const print = `echo '{"Version": 1, "AccessKeyId": "P", "SecretAccessKey": "'$(cat %/n)'"}'`
    await using home = await homeWith({})
    await using numbers = await tempDir({ n: secret('1') })
    const line = `credential_process = sh -c "${print.replace('%', numbers.path).replaceAll('"', '\\"')}"`
    const { writeFile, mkdir } = await import('node:fs/promises')
    await mkdir(home.file('.aws'))
    await writeFile(home.file('.aws/config'), `[profile tool]\n${line}\n`)
    const { identity, secretAccessKey } = await identityOf({ HOME: home.path, AWS_PROFILE: 'tool' })
    expect(secretAccessKey).toBe(secret('1'))
    expect(await identity.renew()).toBe(false)
    await writeFile(numbers.file('n'), secret('2'))
    expect(await identity.renew()).toBe(true)
    expect((await identity.credentials()).secretAccessKey).toBe(secret('2'))
  })

  it('is the role of a container, asked again five minutes before its end and never twice at once', async () => {
    let asked = 0
    await using container = await containerWith(() => {
      asked += 1
      return new Date(Date.now() + (asked === 1 ? 299_000 : 3_600_000))
    })
    const env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: container.url, AWS_CONTAINER_AUTHORIZATION_TOKEN: secret('pass') }
    const { identity, accessKeyId } = await identityOf(env)
    expect(accessKeyId).toBe('C1')
    const all = await Promise.all(Array.from({ length: 10 }, () => identity.credentials()))
    expect(new Set(all.map((each) => each.accessKeyId))).toEqual(new Set(['C2']))
    await identity.credentials()
    expect(asked).toBe(2)
  })

  it('comes from the given environment alone', async () => {
    await using container = await containerWith(() => new Date(Date.now() + 3_600_000))
    await using home = await homeWith({ credentials: profile('default', 'D') })
    const decoys = {
      ...keys,
      HOME: home.path,
      AWS_PROFILE: 'decoy',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: container.url,
      AWS_SHARED_CREDENTIALS_FILE: home.file('.aws/credentials'),
      AWS_REGION: 'decoy',
    }
    const { HOME } = process.env
    Object.assign(process.env, decoys)
    const nothing = identityOf({})
    await expect(nothing).rejects.toMatchObject({
      code: 'ERR_NO_CREDENTIALS',
      hint: expect.stringContaining('AWS_PROFILE'),
    })
    if (HOME !== undefined) process.env.HOME = HOME
  })

  it.each([
    ['no such profile', { AWS_PROFILE: 'none' }, /aws configure/],
    ['an SSO profile without a login', { AWS_PROFILE: 'sso' }, /aws sso login --profile sso/],
    ['a process that fails', { AWS_PROFILE: 'broken' }, /get-caller-identity --profile broken/],
    ['a container that does not answer', { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:9/' }, /role/],
    ['a web identity without its file', { AWS_WEB_IDENTITY_TOKEN_FILE: '/none', AWS_ROLE_ARN: 'arn' }, /trust policy/],
  ])('is missing with %s, and another one does not stand in', async (_, env, hint) => {
    const sso = 'sso_start_url = https://sso\nsso_region = eu-west-1\nsso_account_id = 1\nsso_role_name = r\n'
    await using home = await homeWith({
      config: `[profile sso]\n${sso}[profile broken]\ncredential_process = false\n`,
      credentials: '[default]\nregion = eu-west-1\n',
    })
    const error = await identityOf({ HOME: home.path, ...env }).catch((each) => each)
    expect(error.code).toBe('ERR_NO_CREDENTIALS')
    expect(error.hint).toMatch(hint)
  })
})

/** The credential endpoint of a container: keys C1, C2, … with the given ends. */
async function containerWith(endOf: () => Date) {
  let count = 0
  const server = createServer((_, response) => {
    count += 1
    const keys = { AccessKeyId: `C${count}`, SecretAccessKey: secret('s'), Token: secret('t') }
    const body = { ...keys, Expiration: endOf().toISOString() }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/credentials`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
