import { randomBytes } from 'node:crypto'
import { secret } from '../secret.ts'
import { wrongInput } from './check-input.ts'
import type { FaultState } from './control-plane-faults.ts'
import { AwsError, type ManagedServers } from './managed-servers.ts'
import { operationInputs } from './operation-inputs.ts'

/** What stands behind the door. */
export interface Service {
  readonly region: string
  readonly account: string
  readonly managed: ManagedServers
  readonly faults: FaultState
  /** Of URLs that open the UI. */
  readonly tokens: Set<string>
  readonly url: () => string
}

/** A call that was signed right. */
interface Call {
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly resource: string
  /** Whether the caller may do anything. */
  readonly allowed: boolean
}

/** The answer of an operation. Throws AwsError. */
export function answerCall({ operation, input, resource, allowed }: Call, service: Service): object {
  const { managed, faults, tokens, url } = service
  const { denied = [], quota } = faults.now
  if (!(operation in operationInputs)) throw new AwsError('UnknownOperationException', `${operation} is not known`)
  if (faults.hit('throttled')) throw new AwsError('ThrottlingException', 'Rate exceeded')
  if (faults.hit('failing')) throw new AwsError('InternalFailure', 'The service failed')
  if (!allowed || denied.includes(operation)) throw notAuthorized(operation, resource)
  const wrong = wrongInput(operation, input)
  if (wrong) throw new AwsError('ValidationException', wrong)
  const isApp = /MlflowApp/.test(operation)
  const named = isApp ? { Arn: resource } : { TrackingServerArn: resource }
  if (operation.startsWith('CreatePresigned')) {
    managed.expect(resource)
    const token = secret(randomBytes(12).toString('hex'))
    tokens.add(token)
    return { AuthorizedUrl: `${url()}/auth?authToken=${token}` }
  }
  if (operation.startsWith('Create')) {
    if (quota) throw new AwsError('ResourceLimitExceeded', 'The account-level service limit is reached')
    if (faults.hit('roleNotSpread')) throw new AwsError('ValidationException', roleNotSpread(String(input.RoleArn)))
    const arn = managed.create(isApp, input)
    return isApp ? { Arn: arn } : { TrackingServerArn: arn }
  }
  if (operation.startsWith('List')) return listed(isApp, input, service)
  if (operation.startsWith('Describe')) return managed.describe(resource)
  const { Arn, TrackingServerName, ...fields } = input
  if (operation.startsWith('Update')) managed.update(resource, fields)
  else if (operation.startsWith('Start')) managed.start(resource)
  else if (operation.startsWith('Stop')) managed.stop(resource)
  else managed.delete(resource)
  return named
}

/** Summaries have neither defaults, nor registration mode, nor store. */
const summaryFields = {
  app: ['Arn', 'Name', 'Status', 'CreationTime', 'LastModifiedTime', 'MlflowVersion'],
  server: [
    ...['TrackingServerArn', 'TrackingServerName', 'TrackingServerStatus', 'IsActive'],
    ...['CreationTime', 'LastModifiedTime', 'MlflowVersion'],
  ],
}

function listed(isApp: boolean, input: Call['input'], { managed, faults }: Service): object {
  const { pageSize = 100, endlessPages } = faults.now
  const { Status, TrackingServerStatus, MlflowVersion, AccountDefaultStatus, DefaultForDomainId } = input
  const wanted = { Status, TrackingServerStatus, MlflowVersion, AccountDefaultStatus }
  const all = managed
    .list(isApp)
    .filter((each) => Object.entries(wanted).every(([key, value]) => value === undefined || each[key] === value))
    .filter(
      ({ DefaultDomainIdList: domains = [] }) =>
        DefaultForDomainId === undefined || (domains as readonly unknown[]).includes(DefaultForDomainId),
    )
  const from = Number(input.NextToken ?? 0)
  const to = from + Math.min(pageSize, Number(input.MaxResults ?? 100))
  const fields = isApp ? summaryFields.app : summaryFields.server
  const page = all
    .slice(from, to)
    .map((each) => Object.fromEntries(fields.flatMap((key) => (each[key] === undefined ? [] : [[key, each[key]]]))))
  const token = endlessPages ? '0' : to < all.length ? String(to) : undefined
  return { [isApp ? 'Summaries' : 'TrackingServerSummaries']: page, ...(token && { NextToken: token }) }
}

function notAuthorized(operation: string, resource: string): AwsError {
  const message = `User is not authorized to perform: sagemaker:${operation} on resource: ${resource}`
  return new AwsError('AccessDeniedException', message)
}

function roleNotSpread(role: string): string {
  return `SageMaker is unable to perform: sts:AssumeRole on ${role}. Please check that the role has the right trust policy`
}
