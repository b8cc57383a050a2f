import { isMlferryError } from '@mlferry/core'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { AuthProvider, AuthSession } from '../auth/auth-provider.ts'
import { HttpError } from '../errors/http-error.ts'
import type { Env } from '../settings/env.ts'
import { sampleRequests, signAll } from './sample-requests.ts'

export interface AuthProviderUnderTest {
  readonly provider: AuthProvider
  /** Handled by the provider. */
  readonly uri: string
  /** Not handled by it. */
  readonly foreignUri: string
  /** Settings with which it connects without a network; none by default. */
  readonly env?: Env
  /** Settings of another identity, if there can be one. */
  readonly otherEnv?: Env
}

/** What every AuthProvider must do; call it at the top of a vitest file. */
export function testAuthProvider({ provider, uri, foreignUri, env = {}, otherEnv }: AuthProviderUnderTest): void {
  const connect = (settings: Env, signal = new AbortController().signal): Promise<AuthSession> =>
    provider.connect(uri, { env: settings, signal, warn: () => {} })

  describe(`AuthProvider ${provider.name}`, () => {
    const realEnv = { ...process.env }
    // The same moment for every signature.
    beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
    afterEach(() => {
      vi.useRealTimers()
      for (const name of Object.keys(process.env)) if (!(name in realEnv)) delete process.env[name]
      Object.assign(process.env, realEnv)
    })

    it('says at once which URIs are its own, whatever string comes', () => {
      expect([provider.handles(uri), provider.handles(foreignUri)]).toEqual([true, false])
      for (const odd of ['', ' ', ':', 'http', '://', 'arn:', 'x'.repeat(10_000), '\0', '../a']) {
        expect(provider.handles(odd)).toBeTypeOf('boolean')
      }
    })

    it('connects to an http address without user, password, query and hash', async () => {
      const { protocol, username, password, search, hash } = (await connect(env)).baseUrl
      expect(protocol).toMatch(/^https?:$/)
      expect([username, password, search, hash]).toEqual(['', '', '', ''])
    })

    it('gives headers that can be sent, and leaves the request as it is', async () => {
      const session = await connect(env)
      for (const request of sampleRequests(session.baseUrl)) {
        const before = structuredClone({ ...request, url: request.url.href })
        const headers = await session.sign(Object.freeze(request))
        expect(() => new Headers(headers)).not.toThrow()
        expect({ ...request, url: request.url.href }).toEqual(before)
      }
    })

    it('signs the same request alike, one after the other and all at once', async () => {
      const session = await connect(env)
      const once = await signAll(session)
      const together = await Promise.all(Array.from({ length: 10 }, () => signAll(session)))
      for (const each of together) expect(each).toEqual(once)
    })

    it('signs a stream without a known checksum, or refuses it by name', async () => {
      const session = await connect(env)
      const [request] = sampleRequests(session.baseUrl)
      if (request === undefined) return
      const stream = { type: 'stream', size: 3, sha256: undefined } as const
      const result = await session.sign({ ...request, method: 'PUT', body: stream }).catch((error) => error)
      if (result instanceof Error) expect(isMlferryError(result)).toBe(true)
    })

    it('reads the settings of its end, never process.env', async () => {
      const expected = await signAll(await connect(env))
      for (const name of new Set([...Object.keys(env), ...Object.keys(otherEnv ?? {}), ...wellKnown])) {
        if (name !== 'HOME') process.env[name] = 'decoy'
      }
      expect(await signAll(await connect(env))).toEqual(expected)
    })

    it.runIf(otherEnv)('keeps two ends with two identities apart', async () => {
      const [one, other] = await Promise.all([connect(env), connect(otherEnv ?? {})])
      const [first, second] = await Promise.all([signAll(one), signAll(other)])
      expect(first).not.toEqual(second)
      expect(await signAll(one)).toEqual(first)
    })

    it('explains what to set when settings are missing', async () => {
      const result = await connect({ HOME: '/nowhere' }).catch((error) => error)
      if (!(result instanceof Error)) return
      expect(isMlferryError(result)).toBe(true)
      expect(isMlferryError(result) && result.hint).toBeTruthy()
    })

    it('settles soon when the end was given up already', { timeout: 2000 }, async () => {
      await connect(env, AbortSignal.abort()).catch(() => {})
    })

    it('explains answers that were never seen before, or leaves them to the client', async () => {
      const { explain } = await connect(env)
      const { hint = 'none' } = explain?.(refusal()) ?? {}
      expect(hint).toMatch(/\S/)
    })

    it('goes on signing after a refresh', async () => {
      const session = await connect(env)
      if (session.refresh !== undefined) expect(await session.refresh(refusal())).toBeTypeOf('boolean')
      expect(await signAll(session)).toHaveLength(sampleRequests(session.baseUrl).length)
    })
  })
}

function refusal(): HttpError {
  const facts = { status: 401, mlflowCode: undefined, method: 'GET', url: 'https://mlflow.example.com/' }
  return new HttpError('ERR_UNAUTHORIZED', 'GET https://mlflow.example.com/ answered 401', facts)
}

const wellKnown = [
  'MLFLOW_TRACKING_USERNAME',
  'MLFLOW_TRACKING_PASSWORD',
  'MLFLOW_TRACKING_TOKEN',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_REGION',
  'AWS_PROFILE',
]
