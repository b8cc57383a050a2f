import { createHash, createHmac, type Hmac } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { SignatureV4 } from '@smithy/signature-v4'

/** A request as it arrived. */
export interface SignedRequest {
  readonly method: string
  /** Path and query, as they were sent. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

export interface ExpectedSignature {
  readonly service: string
  readonly region: string
  /** Headers that must be there and must be signed. */
  readonly signedHeaders?: readonly string[]
  readonly now?: Date
  /** What is known of an access key. */
  readonly credentials: (accessKeyId: string) => KnownCredentials | undefined
}

export interface KnownCredentials {
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface Verdict {
  /** undefined: the signature is right. Else in the words of AWS. */
  readonly refusal: string | undefined
  readonly accessKeyId: string | undefined
}

/** Judges a signature as AWS does, with the SDK's own signer: another implementation than those under test. */
export async function verifySignature(request: SignedRequest, expected: ExpectedSignature): Promise<Verdict> {
  const parts = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(.*), SignedHeaders=(.*), Signature=[0-9a-f]{64}$/
  const [, accessKeyId, scope, names = ''] = parts.exec(request.headers.authorization ?? '') ?? []
  if (accessKeyId === undefined) return { accessKeyId, refusal: 'Missing Authentication Token' }
  return { accessKeyId, refusal: await refusalOf(request, expected, { accessKeyId, scope, signed: names.split(';') }) }
}

interface Claim {
  readonly accessKeyId: string
  readonly scope: string | undefined
  readonly signed: readonly string[]
}

async function refusalOf(
  { method, url, headers, body }: SignedRequest,
  { service, region, credentials, signedHeaders = [], now = new Date() }: ExpectedSignature,
  { accessKeyId, scope, signed }: Claim,
): Promise<string | undefined> {
  const known = credentials(accessKeyId)
  const token = headers['x-amz-security-token']
  if (known === undefined || known.sessionToken !== token) {
    return 'The security token included in the request is invalid.'
  }
  const stamp = String(headers['x-amz-date'])
  const date = new Date(stamp.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z'))
  if (scope !== `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`) {
    return `Credential should be scoped to a valid region and to correct service: '${service}'.`
  }
  const clock = refusalOfClock(date, now)
  if (clock) return clock
  const unsigned = ['host', ...signedHeaders].filter((name) => !signed.includes(name) || headers[name] === undefined)
  if (unsigned.length > 0) return `'${unsigned.join(', ')}' must be a 'SignedHeader' in the AWS Credential.`
  const hash = headers['x-amz-content-sha256']
  // SDKs leave this header out for most services, and sign the hash of the body all the same.
  const isRight =
    hash === undefined || hash === 'UNSIGNED-PAYLOAD' || hash === createHash('sha256').update(body).digest('hex')
  if (!isRight) return 'The provided x-amz-content-sha256 header does not match what was computed.'
  const [path = '/', query = ''] = url.split('?')
  const signer = new SignatureV4({
    service,
    region,
    credentials: { accessKeyId, ...known },
    sha256: Sha256,
    applyChecksum: false,
  })
  const { headers: again } = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: String(headers.host),
      path,
      query: parseQuery(query),
      body,
      headers: Object.fromEntries(signed.map((name) => [name, String(headers[name])])),
    },
    { signingDate: date },
  )
  if (again.authorization === headers.authorization) return undefined
  return 'The request signature we calculated does not match the signature you provided.'
}

function refusalOfClock(date: Date, now: Date): string | undefined {
  const [limit, text] = [5 * 60_000, (time: number) => new Date(time).toISOString().replace(/[:-]|\.\d{3}/g, '')]
  const [then, server] = [text(date.getTime()), text(now.getTime())]
  if (date.getTime() < now.getTime() - limit) {
    return `Signature expired: ${then} is now earlier than ${text(now.getTime() - limit)} (${server} - 5 min.)`
  }
  if (date.getTime() <= now.getTime() + limit) return undefined
  return `Signature not yet current: ${then} is still later than ${text(now.getTime() + limit)} (${server} + 5 min.)`
}

/** Strictly: a `+` is a plus sign, not a space. */
function parseQuery(query: string): Record<string, string | string[]> {
  const values = new Map<string, string[]>()
  for (const pair of query.split('&').filter((each) => each !== '')) {
    const [name = '', value = ''] = pair.split('=').map(decodeURIComponent)
    values.set(name, [...(values.get(name) ?? []), value])
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? (all[0] ?? '') : all]))
}

type Source = string | ArrayBuffer | ArrayBufferView

/** The hash in the form that the signer wants. */
export class Sha256 {
  readonly #key: Source | undefined
  #state: Hmac | ReturnType<typeof createHash>

  constructor(key?: Source) {
    this.#key = key
    this.#state = this.#start()
  }

  update(data: Source): void {
    this.#state.update(bytesOf(data))
  }

  async digest(): Promise<Uint8Array> {
    return this.#state.digest()
  }

  reset(): void {
    this.#state = this.#start()
  }

  #start() {
    return this.#key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.#key))
  }
}

function bytesOf(data: Source): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data)
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
}
