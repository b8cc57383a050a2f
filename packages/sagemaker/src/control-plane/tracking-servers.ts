import type { ListInput, Tag, UserContext } from './shared-fields.ts'

export const trackingServerSizes = ['Small', 'Medium', 'Large'] as const
export type TrackingServerSize = (typeof trackingServerSizes)[number]

export function isTrackingServerSize(text: string): text is TrackingServerSize {
  return (trackingServerSizes as readonly string[]).includes(text)
}

export type TrackingServerStatus =
  | 'Creating'
  | 'Created'
  | 'CreateFailed'
  | 'Updating'
  | 'Updated'
  | 'UpdateFailed'
  | 'Deleting'
  | 'DeleteFailed'
  | 'Stopping'
  | 'Stopped'
  | 'StopFailed'
  | 'Starting'
  | 'Started'
  | 'StartFailed'
  | 'MaintenanceInProgress'
  | 'MaintenanceComplete'
  | 'MaintenanceFailed'

export interface CreateMlflowTrackingServerInput {
  readonly TrackingServerName: string
  readonly ArtifactStoreUri: string
  readonly RoleArn: string
  readonly TrackingServerSize?: TrackingServerSize
  readonly MlflowVersion?: string
  readonly AutomaticModelRegistration?: boolean
  readonly WeeklyMaintenanceWindowStart?: string
  readonly Tags?: readonly Tag[]
  readonly S3BucketOwnerAccountId?: string
  readonly S3BucketOwnerVerification?: boolean
}

export interface DescribeMlflowTrackingServerOutput {
  readonly TrackingServerArn?: string
  readonly TrackingServerName?: string
  readonly ArtifactStoreUri?: string
  readonly TrackingServerSize?: TrackingServerSize
  readonly MlflowVersion?: string
  readonly RoleArn?: string
  readonly TrackingServerStatus?: TrackingServerStatus
  readonly TrackingServerMaintenanceStatus?: 'MaintenanceInProgress' | 'MaintenanceComplete' | 'MaintenanceFailed'
  readonly IsActive?: 'Active' | 'Inactive'
  readonly TrackingServerUrl?: string
  readonly WeeklyMaintenanceWindowStart?: string
  readonly AutomaticModelRegistration?: boolean
  /** Seconds since 1970, with a fraction. */
  readonly CreationTime?: number
  readonly CreatedBy?: UserContext
  readonly LastModifiedTime?: number
  readonly LastModifiedBy?: UserContext
  readonly S3BucketOwnerAccountId?: string
  readonly S3BucketOwnerVerification?: boolean
}

export interface ListMlflowTrackingServersInput extends ListInput {
  readonly TrackingServerStatus?: TrackingServerStatus
}

export interface TrackingServerSummary {
  readonly TrackingServerArn?: string
  readonly TrackingServerName?: string
  readonly CreationTime?: number
  readonly LastModifiedTime?: number
  readonly TrackingServerStatus?: TrackingServerStatus
  readonly IsActive?: 'Active' | 'Inactive'
  readonly MlflowVersion?: string
}

export interface UpdateMlflowTrackingServerInput {
  readonly TrackingServerName: string
  readonly ArtifactStoreUri?: string
  readonly TrackingServerSize?: TrackingServerSize
  readonly AutomaticModelRegistration?: boolean
  readonly WeeklyMaintenanceWindowStart?: string
  readonly S3BucketOwnerAccountId?: string
  readonly S3BucketOwnerVerification?: boolean
}

export interface NamedTrackingServer {
  readonly TrackingServerName: string
}
