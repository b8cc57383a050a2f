import type { IncomingMessage, ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { type Listening, listen } from '../listen.ts'
import type { Sessions } from '../sagemaker-sessions.ts'
import { verifySignature } from '../verify-signature.ts'
import { answerCall, type Service } from './answer-call.ts'
import { type ControlPlaneFaults, FaultState } from './control-plane-faults.ts'
import { AwsError, ManagedServers, type SagemakerDescription, type StandInServer } from './managed-servers.ts'

export interface ControlPlaneOptions {
  readonly region: string
  /** Default: 123456789012. */
  readonly account?: string
  readonly sessions: Sessions
  /** How many milliseconds its clock is ahead. Asked for each request. */
  readonly clockOffset?: () => number
  /** What is there at the beginning. Of other accounts: as if it were not there. */
  readonly servers?: readonly StandInServer[]
  /** Ids that created Apps get, one after the other. Default: random ones. */
  readonly appIds?: readonly string[]
  readonly faults?: ControlPlaneFaults
}

/** A call that was signed right. */
export interface ControlPlaneCall {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  /** What it is about: an ARN, or `*`. */
  readonly resource: string
  readonly accessKeyId: string
  /** The type of the error that it ended with, or `cut`. */
  readonly error: string | undefined
}

export interface ControlPlane extends Listening {
  readonly calls: readonly ControlPlaneCall[]
  /** What is there now. */
  readonly servers: readonly StandInServer[]
  setFaults(faults: ControlPlaneFaults): void
  /** Changes what the description of a server says. */
  change(arn: string, description: SagemakerDescription): void
}

/**
 * SageMaker's own API as far as it is about MLflow, in JSON 1.1: the fourteen operations with AWS's rules for their input, signatures,
 * statuses that pass, and faults on demand.
 */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const { region, account = '123456789012', sessions, servers = [], appIds = [] } = options
  const faults = new FaultState()
  faults.set(options.faults ?? {})
  const managed = new ManagedServers({ region, account, faults, servers, appIds })
  const calls: ControlPlaneCall[] = []
  const tokens = new Set<string>()
  const service: Service = { region, account, managed, faults, tokens, url: () => listening.url }
  const listening: Listening = await listen(async (incoming, outgoing) => {
    if (incoming.method === 'GET') return openUi(incoming, outgoing, tokens)
    const body = await buffer(incoming)
    const { method = 'POST', url = '/', headers } = incoming
    const now = new Date(Date.now() + (options.clockOffset?.() ?? 0))
    const { refusal, accessKeyId = '' } = await verifySignature(
      { method, url, headers, body },
      { service: 'sagemaker', region, now, credentials: sessions.find },
    )
    if (refusal) return answer(outgoing, 403, { __type: typeOf(refusal), message: refusal })
    if (!sessions.use(accessKeyId)) {
      const message = 'The security token included in the request is expired'
      return answer(outgoing, 400, { __type: 'ExpiredTokenException', message })
    }
    const operation = String(headers['x-amz-target']).replace(/^SageMaker\./, '')
    const input = JSON.parse(body.toString() || '{}')
    const about = { operation, input, resource: resourceOf(input, service), accessKeyId }
    const allowed = sessions.find(accessKeyId)?.allowed !== false
    try {
      const output = answerCall({ ...about, allowed }, service)
      const cut = faults.hit(`cut ${operation}`)
      calls.push({ ...about, error: cut ? 'cut' : undefined })
      if (cut) outgoing.destroy()
      else answer(outgoing, 200, { ...output, ...faults.now.moreFields })
    } catch (error) {
      if (!(error instanceof AwsError)) throw error
      calls.push({ ...about, error: error.type })
      answer(outgoing, error.type === 'InternalFailure' ? 500 : 400, {
        __type: `com.amazonaws.sagemaker#${error.type}`,
        message: error.message,
      })
    }
  })
  return {
    ...listening,
    calls,
    get servers() {
      return managed.servers
    },
    setFaults: (next) => faults.set(next),
    change: (arn, description) => managed.change(arn, description),
  }
}

/** Whoever has the URL is signed in: once. */
function openUi({ url = '/' }: IncomingMessage, outgoing: ServerResponse, tokens: Set<string>): void {
  const token = URL.parse(url, 'http://localhost')?.searchParams.get('authToken') ?? ''
  const known = tokens.delete(token)
  outgoing.writeHead(known ? 200 : 403, { 'content-type': 'text/html' }).end(known ? 'MLflow' : 'Forbidden')
}

function answer(outgoing: ServerResponse, status: number, body: object): void {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body))
}

function typeOf(refusal: string): string {
  return refusal.startsWith('The security token') ? 'UnrecognizedClientException' : 'InvalidSignatureException'
}

function resourceOf(
  input: ControlPlaneCall['input'],
  { region, account }: Pick<Service, 'region' | 'account'>,
): string {
  const { Arn, Name, TrackingServerName } = input
  const inAccount = `arn:aws:sagemaker:${region}:${account}`
  if (typeof Arn === 'string') return Arn
  if (typeof TrackingServerName === 'string') return `${inAccount}:mlflow-tracking-server/${TrackingServerName}`
  // Nobody knows the id that a new App will have.
  return typeof Name === 'string' ? `${inAccount}:mlflow-app/new` : '*'
}
