import { randomBytes } from 'node:crypto'
import { type Listening, listen } from './listen.ts'
import { secret } from './secret.ts'
import type { KnownCredentials } from './verify-signature.ts'

/** A user that the service knows. */
export interface StandInUser extends KnownCredentials {
  readonly accessKeyId: string
  /** Default: true. Otherwise signatures are right and every request is refused. */
  readonly allowed?: boolean
}

export const defaultUser: StandInUser = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: secret('of the default user'),
}

export interface Sessions {
  find(accessKeyId: string): StandInUser | undefined
  /** Notes a request of a user; false when its session is over. */
  use(accessKeyId: string): boolean
  /** A new session, as a credentials endpoint hands them out. */
  start(): StandInUser
  /** How many were started. */
  started(): number
  /** Ends all sessions that were started so far. */
  expire(): void
}

/** Users, who stay, and sessions, which end after so many requests each. */
export function openSessions(users: readonly StandInUser[], requests = Number.POSITIVE_INFINITY): Sessions {
  const known = new Map(users.map((user) => [user.accessKeyId, user]))
  const left = new Map<string, number>()
  return {
    find: (accessKeyId) => known.get(accessKeyId),
    use: (accessKeyId) => {
      const rest = left.get(accessKeyId)
      if (rest !== undefined) left.set(accessKeyId, rest - 1)
      return rest === undefined || rest > 0
    },
    start: () => {
      const session: StandInUser = {
        accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
        secretAccessKey: secret(randomBytes(20).toString('hex')),
        sessionToken: secret(randomBytes(48).toString('base64')),
      }
      known.set(session.accessKeyId, session)
      left.set(session.accessKeyId, requests)
      return session
    },
    started: () => left.size,
    expire: () => {
      for (const accessKeyId of left.keys()) left.set(accessKeyId, 0)
    },
  }
}

/** Hands out a new session to each who asks, as containers get theirs. */
export function startCredentialsEndpoint(sessions: Sessions): Promise<Listening> {
  return listen((_, outgoing) => {
    const { accessKeyId, secretAccessKey, sessionToken } = sessions.start()
    const Expiration = new Date(Date.now() + 3_600_000).toISOString()
    const body = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken, Expiration }
    outgoing.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
}
