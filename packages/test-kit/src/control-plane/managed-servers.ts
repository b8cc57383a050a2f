import { randomBytes } from 'node:crypto'
import type { FaultState } from './control-plane-faults.ts'

/** What a description says, besides name, ARN and times: `Status`, `MlflowVersion`, `ArtifactStoreUri`, `ModelRegistrationMode`, … */
export type SagemakerDescription = Readonly<Record<string, unknown>>

export interface StandInServer {
  readonly arn: string
  readonly description: SagemakerDescription
}

interface Managed {
  readonly arn: string
  fields: Record<string, unknown>
  /** Descriptions that still show the passing status. */
  passing: number
  /** Lists that do not show it yet. */
  hidden: number
}

type Input = Readonly<Record<string, unknown>>

/** An error of the service. */
export class AwsError extends Error {
  readonly type: string

  constructor(type: string, message: string) {
    super(message)
    this.type = type
  }
}

const usually: Readonly<Record<string, string>> = {
  Creating: 'Created',
  Updating: 'Updated',
  Deleting: 'Deleted',
  Starting: 'Started',
  Stopping: 'Stopped',
}

export interface ManagedServersOptions {
  readonly region: string
  readonly account: string
  readonly faults: FaultState
  readonly servers: readonly StandInServer[]
  /** Ids that created Apps get, one after the other. */
  readonly appIds: readonly string[]
}

/** The Apps and tracking servers of one account and region, with what becomes of their status. */
export class ManagedServers {
  readonly #options: ManagedServersOptions
  readonly #all: Managed[]
  readonly #appIds: string[]

  constructor(options: ManagedServersOptions) {
    this.#options = options
    this.#appIds = [...options.appIds]
    this.#all = options.servers.map(({ arn, description }) => ({
      arn,
      fields: { ...description },
      passing: 0,
      hidden: 0,
    }))
  }

  get servers(): readonly StandInServer[] {
    return this.#all.map(({ arn, fields }) => ({ arn, description: fields }))
  }

  change(arn: string, fields: SagemakerDescription): void {
    Object.assign(this.#named(arn).fields, fields)
  }

  create(isApp: boolean, input: Input): string {
    const { region, account, faults } = this.#options
    const { Tags, Name, TrackingServerName, ...fields } = input
    const name = String(Name ?? TrackingServerName)
    const id = isApp ? (this.#appIds.shift() ?? `app-${randomBytes(8).toString('hex').toUpperCase()}`) : name
    const arn = `arn:aws:sagemaker:${region}:${account}:${isApp ? 'mlflow-app' : 'mlflow-tracking-server'}/${id}`
    if (this.#all.some((each) => each.arn === arn)) throw new AwsError('ValidationException', `${name} already exists`)
    const given = isApp
      ? {
          ModelRegistrationMode: 'AutoModelRegistrationDisabled',
          AccountDefaultStatus: 'DISABLED',
          MlflowVersion: '3.10.1',
        }
      : { AutomaticModelRegistration: false, TrackingServerSize: 'Small', MlflowVersion: '3.0.1', IsActive: 'Active' }
    const created: Managed = {
      arn,
      fields: { ...(isApp && { Name: name }), ...given, ...fields },
      passing: 0,
      hidden: 0,
    }
    created.hidden = faults.now.listsUntilShown ?? 0
    this.#begin(created, 'Creating')
    this.#all.push(created)
    return arn
  }

  /** A description; a passing status ends after so many of them. */
  describe(arn: string): SagemakerDescription {
    const server = this.#named(arn)
    const status = statusOf(server)
    if (status === 'Deleted') {
      this.#remove(server)
      throw missing(arn)
    }
    if (server.passing > 0) server.passing -= 1
    else this.#pass(server)
    return { ...namesOf(server), ...server.fields }
  }

  list(isApp: boolean): readonly SagemakerDescription[] {
    const shown = this.#all.filter((server) => isAppArn(server.arn) === isApp && server.hidden === 0)
    for (const server of this.#all) if (server.hidden > 0) server.hidden -= 1
    return shown.filter(({ arn }) => this.#isOwn(arn)).map((server) => ({ ...namesOf(server), ...server.fields }))
  }

  update(arn: string, fields: Input): void {
    const server = this.#settled(arn)
    // What an update leaves out of the registration mode is what AWS's text says, not what it was.
    const left = isAppArn(arn)
      ? { ModelRegistrationMode: 'AutoModelRegistrationEnabled' }
      : { AutomaticModelRegistration: false }
    Object.assign(server.fields, left, fields)
    this.#begin(server, 'Updating')
  }

  start(arn: string): void {
    const server = this.#named(arn)
    if (!/^(Stopped|StartFailed)$/.test(statusOf(server))) throw conflict(server, 'started')
    this.#begin(server, 'Starting')
  }

  stop(arn: string): void {
    const server = this.#settled(arn)
    if (statusOf(server) === 'Stopped') throw conflict(server, 'stopped')
    this.#begin(server, 'Stopping')
  }

  delete(arn: string): void {
    this.#begin(this.#settled(arn), 'Deleting')
  }

  /** Throws ResourceNotFound. */
  expect(arn: string): void {
    this.#named(arn)
  }

  #named(arn: string): Managed {
    const found = this.#all.find((each) => each.arn === arn && this.#isOwn(arn))
    if (!found) throw missing(arn)
    return found
  }

  #isOwn(arn: string): boolean {
    return arn.split(':')[4] === this.#options.account
  }

  #settled(arn: string): Managed {
    const server = this.#named(arn)
    if (server.fields.MaintenanceStatus === 'MaintenanceInProgress') throw conflict(server, 'changed in maintenance')
    if (statusOf(server) in usually) throw conflict(server, 'changed')
    return server
  }

  #begin(server: Managed, status: string): void {
    setStatus(server, status)
    server.passing = this.#options.faults.now.descriptionsUntilDone ?? 1
  }

  #pass(server: Managed): void {
    const { becomes = {} } = this.#options.faults.now
    const status = statusOf(server)
    const next = becomes[status] ?? usually[status]
    if (next === undefined) return
    if (status === 'Deleting' && next === 'Deleted' && !isAppArn(server.arn)) {
      this.#remove(server)
      throw missing(server.arn)
    }
    setStatus(server, next)
  }

  #remove(server: Managed): void {
    this.#all.splice(this.#all.indexOf(server), 1)
  }
}

export function isAppArn(arn: string): boolean {
  return arn.includes(':mlflow-app/')
}

function statusOf({ arn, fields }: Managed): string {
  return String(isAppArn(arn) ? fields.Status : fields.TrackingServerStatus)
}

function setStatus({ arn, fields }: Managed, status: string): void {
  if (isAppArn(arn)) fields.Status = status
  else Object.assign(fields, { TrackingServerStatus: status, IsActive: status === 'Stopped' ? 'Inactive' : 'Active' })
  fields.LastModifiedTime = Date.now() / 1000
}

function namesOf({ arn }: Managed): SagemakerDescription {
  const id = arn.split('/')[1]
  const times = { CreationTime: 1_764_633_600.123, LastModifiedTime: 1_764_633_600.123 }
  return isAppArn(arn) ? { Arn: arn, Name: id, ...times } : { TrackingServerArn: arn, TrackingServerName: id, ...times }
}

function conflict(server: Managed, what: string): AwsError {
  return new AwsError('ConflictException', `${server.arn} is ${statusOf(server)}: it cannot be ${what}`)
}

function missing(arn: string): AwsError {
  return new AwsError('ResourceNotFound', `${arn} does not exist`)
}
