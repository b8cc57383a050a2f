import type { ConnectionError } from '../errors/connection-error.ts'
import type { HttpError } from '../errors/http-error.ts'
import type { Env } from '../settings/env.ts'
import type { ServiceChecks } from './service-checks.ts'

/** Connects tracking URIs of one kind. Given in code, or by a plugin's `mlferry:auth` hook. */
export interface AuthProvider {
  /** For messages: `basic`, `sagemaker`. */
  readonly name: string
  /**
   * Says by the URI alone whether this provider is the one: cheap, no I/O, never throws, any string may come.
   * The first provider that says yes is used; those given to a client come before the built-in ones.
   */
  handles(uri: string): boolean
  /** Called once per client, before its first request. Rejects with a MlferryError that says what to set. */
  connect(uri: string, end: EndContext): Promise<AuthSession>
}

/** One end's settings. Providers never read `process.env`: two ends with two identities live in one process. */
export interface EndContext {
  readonly env: Env
  /** Aborts when the client is closed or its caller gave up: timers and requests of the session end with it. */
  readonly signal: AbortSignal
  /** Tells the user of something that is no error, such as two settings of which one wins. Never with a secret in it. */
  readonly warn: (message: string) => void
}

/** Lives as long as its client. Nothing is shared with sessions of other clients. */
export interface AuthSession {
  /** Where requests go: http or https, with a path prefix if there is one, without user, password, query and hash. */
  readonly baseUrl: URL
  /**
   * The headers that prove who is asking; they replace headers of the same name. Called for every attempt (repeats and
   * redirects within the same host included), possibly concurrently, and the request does not change after it. Never called
   * for a request to another host. For the same request at the same moment it gives the same headers.
   */
  sign(request: OutgoingRequest): Promise<Readonly<Record<string, string>>>
  /**
   * Called after an answer 401 or 403, which it is given, at most once per request and never concurrently: get new credentials,
   * and true to try once more. Without it such an answer is final.
   */
  refresh?(refused: HttpError): Promise<boolean>
  /**
   * Says more of a failed call than the client can: what to allow, renew or start. Called when no attempt is left; cheap, no I/O,
   * never throws. undefined, and by default: the client's own words. `error` may be of another copy of the client: do not ask
   * `instanceof`, but `'status' in error`.
   */
  explain?(error: HttpError | ConnectionError): Explanation | undefined
  /** The identity to use for S3 of this end. Without it, S3 is reached with the AWS settings in this end's environment. */
  readonly aws?: AwsIdentity
  /** What the provider can say of its service besides. By default nothing. */
  readonly service?: ServiceChecks
}

/** Takes the place of what the client says; the message, which holds the server's own words, stays. */
export interface Explanation {
  readonly code?: string
  /** What the user can do, one sentence. */
  readonly hint: string
  /** No other call can do better. Default: as the client sees it. */
  readonly fatal?: boolean
}

/** Final when it is signed. */
export interface OutgoingRequest {
  readonly method: string
  /** Encoded as it is sent: spaces as %20, everything but letters, digits and `-._~` percent-encoded in values. */
  readonly url: URL
  /** Lower-case names. `host`, `connection` and `content-length` are added when it is sent. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: OutgoingBody
}

export type OutgoingBody =
  | { readonly type: 'none' }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  /**
   * Sent while it is read. `sha256` is lower-case hex, undefined where nobody computed one: a signature then has to do
   * without it (SigV4: `UNSIGNED-PAYLOAD`), or `sign` rejects.
   */
  | { readonly type: 'stream'; readonly size: number; readonly sha256: string | undefined }

export interface AwsIdentity {
  readonly region: string | undefined
  /** In the form of a credential provider of the AWS SDK: call it for each client, it renews itself. */
  readonly credentials: () => Promise<AwsCredentials>
  /** Called when S3 says that a session has expired: true when `credentials` gives others now. By default that is final. */
  readonly renew?: () => Promise<boolean>
}

export interface AwsCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
  readonly expiration?: Date
}
