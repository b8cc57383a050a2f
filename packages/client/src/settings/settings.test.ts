import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secret } from '@mlferry/test-kit'
import { describe, expect, it } from 'vitest'
import { createClient } from '../create-client.ts'
import { readCredentials } from './credentials-file.ts'
import { envBoolean } from './env.ts'
import { readHttpSettings } from './http-settings.ts'
import { proxyFor } from './proxy-settings.ts'

describe('settings from the environment', () => {
  it('have the defaults of MLflow', () => {
    expect(readHttpSettings({})).toEqual({
      maxRetries: 7,
      backoffFactor: 2000,
      backoffJitter: 1000,
      patience: 180_000,
      timeout: 120_000,
      answerBytes: 256 * 2 ** 20,
      respectRetryAfter: true,
      followRedirects: true,
      workspace: undefined,
    })
  })

  it('take only true, false, 1 and 0 as booleans', () => {
    expect(['TRUE', '1', 'False', '0', ''].map((X) => envBoolean({ X }, 'X', true))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ])
    expect(() => envBoolean({ X: 'yes' }, 'X', true)).toThrow('X must be true, false, 1 or 0.')
  })

  it.each([
    { MLFLOW_HTTP_REQUEST_MAX_RETRIES: 'many' },
    { MLFLOW_HTTP_REQUEST_TIMEOUT: '0' },
    { MLFLOW_ALLOW_HTTP_REDIRECTS: 'on' },
    { MLFLOW_TRACKING_INSECURE_TLS: 'true', MLFLOW_TRACKING_SERVER_CERT_PATH: '/ca.pem' },
    { HTTPS_PROXY: 'socks5://proxy:1080' },
  ])('that make no sense are refused: %o', async (env) => {
    const client = createClient({ trackingUri: 'https://mlflow.example.com', env })
    await expect(client).rejects.toMatchObject({ code: 'ERR_INVALID_SETTING' })
  })

  it('name the certificate file that cannot be read', async () => {
    const env = { MLFLOW_TRACKING_SERVER_CERT_PATH: '/none.pem' }
    const client = createClient({ trackingUri: 'https://mlflow.example.com', env })
    await expect(client).rejects.toMatchObject({ code: 'ERR_CERTIFICATE_UNREADABLE', message: 'Cannot read /none.pem' })
  })
})

describe('readCredentials', () => {
  it('falls back to ~/.mlflow/credentials for each of the two', async () => {
    const home = await mkdtemp(join(tmpdir(), 'mlferry-'))
    await mkdir(join(home, '.mlflow'))
    const lines = ['[other]', 'mlflow_tracking_username = no', '[mlflow]', '# who', 'mlflow_tracking_username = ada']
    await writeFile(
      join(home, '.mlflow', 'credentials'),
      [...lines, `mlflow_tracking_password: ${secret('a#b=c;d%%')}`, ''].join('\r\n'),
    )
    expect(await readCredentials({ HOME: home })).toEqual({ username: 'ada', password: secret('a#b=c;d%') })
    const own = { HOME: home, MLFLOW_TRACKING_USERNAME: 'bob' }
    expect(await readCredentials(own)).toEqual({ username: 'bob', password: secret('a#b=c;d%') })
    expect(await readCredentials({})).toEqual({ username: undefined, password: undefined })
    await rm(home, { recursive: true })
  })
})

describe('proxyFor', () => {
  const env = { HTTPS_PROXY: 'http://secure:8080', http_proxy: 'plain:3128' }
  const choose = (url: string, noProxy = '') => proxyFor(new URL(url), { ...env, NO_PROXY: noProxy })?.href

  it('goes by the scheme', () => {
    expect(choose('https://a.example.com')).toBe('http://secure:8080/')
    expect(choose('http://a.example.com')).toBe('http://plain:3128/')
    expect(proxyFor(new URL('http://a'), {})).toBeUndefined()
  })

  it('leaves out the hosts of NO_PROXY', () => {
    for (const entry of [
      '*',
      'example.com',
      '.example.com',
      '*.example.com',
      'x, a.example.com',
      'a.example.com:443',
    ]) {
      expect(choose('https://a.example.com/mlflow', entry)).toBeUndefined()
    }
    for (const entry of ['ample.com', 'b.example.com', 'a.example.com:444']) {
      expect(choose('https://a.example.com', entry)).toBeDefined()
    }
  })
})
