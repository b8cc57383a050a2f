import { buffer } from 'node:stream/consumers'
import { type Listening, listen } from './listen.ts'
import type { Sessions } from './sagemaker-sessions.ts'
import { verifySignature } from './verify-signature.ts'

/** What a description says, besides name, ARN and times: `Status`, `MlflowVersion`, `ArtifactStoreUri`, `ModelRegistrationMode`, … */
export type SagemakerDescription = Readonly<Record<string, unknown>>

export interface ControlPlaneOptions {
  readonly arn: string
  readonly region: string
  readonly sessions: Sessions
  /** How many milliseconds its clock is ahead. Asked for each request. */
  readonly clockOffset?: () => number
  /** Asked for each request. */
  readonly description: () => SagemakerDescription
  /** Called with the fields that an update sets. */
  readonly update: (fields: SagemakerDescription) => void
}

/** The part of SageMaker's own API that describes and lists Apps and tracking servers, in JSON 1.1. */
export function startControlPlane(options: ControlPlaneOptions): Promise<Listening> {
  return listen(async (incoming, outgoing) => {
    const body = await buffer(incoming)
    const { method = 'POST', url = '/', headers } = incoming
    const now = new Date(Date.now() + (options.clockOffset?.() ?? 0))
    const { refusal, accessKeyId = '' } = await verifySignature(
      { method, url, headers, body },
      { service: 'sagemaker', region: options.region, now, credentials: options.sessions.find },
    )
    const answer = refusal
      ? failure(403, 'InvalidSignatureException', refusal)
      : options.sessions.find(accessKeyId)?.allowed === false
        ? failure(403, 'AccessDeniedException', 'User is not authorized to perform this action')
        : answerTo(String(headers['x-amz-target']), JSON.parse(body.toString() || '{}'), options)
    outgoing.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer.body))
  })
}

function answerTo(target: string, input: Readonly<Record<string, unknown>>, options: ControlPlaneOptions) {
  const { arn, description, update } = options
  const [type = '', id = ''] = (arn.split(':')[5] ?? '').split('/')
  const operation = target.replace(/^SageMaker\./, '')
  const isApp = type === 'mlflow-app'
  const named = isApp ? input.Arn === arn : input.TrackingServerName === id
  const names = isApp ? { Arn: arn, Name: id } : { TrackingServerArn: arn, TrackingServerName: id }
  const all = { ...names, CreationTime: 1_764_633_600, LastModifiedTime: 1_764_633_600, ...description() }
  if (operation === (isApp ? 'ListMlflowApps' : 'ListMlflowTrackingServers')) {
    return { status: 200, body: { [isApp ? 'Summaries' : 'TrackingServerSummaries']: [all] } }
  }
  if (operation === 'ListMlflowApps') return { status: 200, body: { Summaries: [] } }
  if (operation === 'ListMlflowTrackingServers') return { status: 200, body: { TrackingServerSummaries: [] } }
  const owned = isApp ? 'MlflowApp' : 'MlflowTrackingServer'
  if (!/^(Describe|Update)Mlflow(App|TrackingServer)$/.test(operation)) {
    return failure(400, 'UnknownOperationException', `The operation ${operation} is not known`)
  }
  if (!named || !operation.endsWith(owned)) return failure(400, 'ResourceNotFound', 'The resource does not exist')
  if (operation.startsWith('Describe')) return { status: 200, body: all }
  const { Arn, TrackingServerName, ...fields } = input
  update(fields)
  return { status: 200, body: isApp ? { Arn: arn } : { TrackingServerArn: arn } }
}

function failure(status: number, type: string, message: string) {
  return { status, body: { __type: type, message, Message: message } }
}
