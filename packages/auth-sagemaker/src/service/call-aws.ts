import { once } from 'node:events'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { awsAgents } from '@mlferry/aws-identity'
import type { AwsCredentials, Env } from '@mlferry/client'
import { readBounded } from '@mlferry/core'
import aws4 from 'aws4'

export interface AwsCall {
  /** Default: POST. */
  readonly method?: 'GET' | 'HEAD' | 'POST'
  /** Path and query are sent as they are. */
  readonly endpoint: URL
  /** The name of the service in a signature. */
  readonly service: string
  readonly region: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface AwsCaller {
  readonly env: Env
  readonly credentials: () => Promise<AwsCredentials>
  readonly signal: AbortSignal
}

export interface AwsAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

const timeout = 10_000
const largestAnswer = 1 << 20

/**
 * One signed request, sent once. Our own because the SDK's clients bring every call of their services for the few small questions that
 * are asked here. Rejects with the system's error when there is no answer, or none within ten seconds.
 */
export async function callAws(call: AwsCall, { env, credentials, signal }: AwsCaller): Promise<AwsAnswer> {
  const { endpoint, service, region, body, method = 'POST' } = call
  const { httpAgent, httpsAgent } = await awsAgents(env, { connections: 1 })
  const path = endpoint.pathname + endpoint.search
  const signed = aws4.sign(
    { method, host: endpoint.host, path, service, region, headers: { ...call.headers }, body },
    { ...(await credentials()) },
  )
  const isHttp = endpoint.protocol === 'http:'
  const ends = AbortSignal.any([signal, AbortSignal.timeout(timeout)])
  const options = { method, headers: { ...signed.headers }, signal: ends }
  try {
    const sent = isHttp
      ? httpRequest(endpoint, { ...options, agent: httpAgent })
      : httpsRequest(endpoint, { ...options, agent: httpsAgent })
    sent.end(body)
    const [answer] = await once(sent, 'response')
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: String(await readBounded(answer, largestAnswer, () => new Error(`${endpoint.host} answers without end`))),
    }
  } catch (error) {
    signal.throwIfAborted()
    throw ends.aborted ? new Error(`${endpoint.host} did not answer within ${timeout / 1000} s`) : error
  } finally {
    httpAgent.destroy()
    httpsAgent.destroy()
  }
}
