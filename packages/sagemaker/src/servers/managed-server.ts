import { parseSagemakerArn, type SagemakerArn } from '@mlferry/auth-sagemaker'
import { MlferryError, redact } from '@mlferry/core'
import type { DescribeMlflowAppOutput, MlflowAppSummary } from '../control-plane/apps.ts'
import type {
  DescribeMlflowTrackingServerOutput,
  TrackingServerSize,
  TrackingServerSummary,
} from '../control-plane/tracking-servers.ts'

/** An App or a tracking server. Texts are safe to show; what the service did not say is absent. */
export interface ManagedServer {
  readonly arn: string
  readonly type: SagemakerArn['type']
  readonly name: string
  readonly region: string
  /** Such as `3.10.1`. */
  readonly version?: string
  readonly status: string
  /** True while it is in its weekly maintenance. */
  readonly inMaintenance: boolean
  /** Of a tracking server that costs nothing and serves nobody now. Apps have no such state. */
  readonly stopped: boolean
  /** Of an App: the account's default. */
  readonly accountDefault?: boolean
  /** Of an App: the Studio domains whose default it is. */
  readonly defaultDomains?: readonly string[]
  /** Whether automatic model registration is on. */
  readonly registersModels?: boolean
  readonly artifactStore?: string
  readonly role?: string
  /** Of an App with a key of its own. */
  readonly kmsKey?: string
  /** Of a tracking server. */
  readonly size?: TrackingServerSize
  /** When its weekly maintenance begins, UTC: `Tue:03:30`. */
  readonly maintenanceWindow?: string
  /** ISO 8601, UTC. */
  readonly createdAt?: string
  readonly modifiedAt?: string
}

/** Of a description, or of an entry of the list, which says less. Throws ERR_INVALID_ANSWER. */
export function managedApp(said: DescribeMlflowAppOutput & MlflowAppSummary): ManagedServer {
  const { arn, type, region, id } = named(said.Arn)
  return {
    ...{ arn, type, region, name: text(said.Name) ?? id, status: text(said.Status) ?? 'unknown', stopped: false },
    inMaintenance: said.MaintenanceStatus === 'MaintenanceInProgress',
    ...given({
      version: text(said.MlflowVersion),
      accountDefault: said.AccountDefaultStatus && said.AccountDefaultStatus === 'ENABLED',
      defaultDomains: said.DefaultDomainIdList?.map((domain) => redact(domain, 100)),
      registersModels: said.ModelRegistrationMode && said.ModelRegistrationMode === 'AutoModelRegistrationEnabled',
      artifactStore: text(said.ArtifactStoreUri),
      role: text(said.RoleArn),
      kmsKey: text(said.KmsKeyId),
      maintenanceWindow: text(said.WeeklyMaintenanceWindowStart),
      createdAt: time(said.CreationTime),
      modifiedAt: time(said.LastModifiedTime),
    }),
  }
}

/** The same of a tracking server. */
export function managedTrackingServer(said: DescribeMlflowTrackingServerOutput & TrackingServerSummary): ManagedServer {
  const { arn, type, region, id } = named(said.TrackingServerArn)
  const status = text(said.TrackingServerStatus) ?? 'unknown'
  return {
    ...{ arn, type, region, name: text(said.TrackingServerName) ?? id, status },
    stopped: status === 'Stopped' || status === 'Stopping' || status === 'StartFailed' || said.IsActive === 'Inactive',
    inMaintenance:
      status === 'MaintenanceInProgress' || said.TrackingServerMaintenanceStatus === 'MaintenanceInProgress',
    ...given({
      version: text(said.MlflowVersion),
      registersModels: said.AutomaticModelRegistration,
      artifactStore: text(said.ArtifactStoreUri),
      role: text(said.RoleArn),
      size: said.TrackingServerSize,
      maintenanceWindow: text(said.WeeklyMaintenanceWindowStart),
      createdAt: time(said.CreationTime),
      modifiedAt: time(said.LastModifiedTime),
    }),
  }
}

function named(arn: string | undefined): SagemakerArn {
  try {
    return parseSagemakerArn(String(arn))
  } catch (cause) {
    const message = `SageMaker names a server by ${redact(String(arn), 200)}, which is no ARN.`
    throw new MlferryError('ERR_INVALID_ANSWER', message, { cause })
  }
}

function text(said: unknown): string | undefined {
  return typeof said === 'string' ? redact(said, 2048) : undefined
}

function time(seconds: number | undefined): string | undefined {
  return typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : undefined
}

type Given<Fields> = { readonly [K in keyof Fields]?: Exclude<Fields[K], undefined | ''> }

/** Without what is not known. */
function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>
}
