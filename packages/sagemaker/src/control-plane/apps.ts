import type { ListInput, Tag, UserContext } from './shared-fields.ts'

export type ModelRegistrationMode = 'AutoModelRegistrationEnabled' | 'AutoModelRegistrationDisabled'
export type AccountDefaultStatus = 'ENABLED' | 'DISABLED'
export type MlflowAppStatus =
  | 'Creating'
  | 'Created'
  | 'CreateFailed'
  | 'Updating'
  | 'Updated'
  | 'UpdateFailed'
  | 'Deleting'
  | 'DeleteFailed'
  | 'Deleted'
export type MaintenanceStatus = 'MaintenanceInProgress' | 'MaintenanceComplete' | 'MaintenanceFailed'

export interface CreateMlflowAppInput {
  readonly Name: string
  readonly ArtifactStoreUri: string
  readonly RoleArn: string
  readonly KmsKeyId?: string
  readonly ModelRegistrationMode?: ModelRegistrationMode
  readonly WeeklyMaintenanceWindowStart?: string
  readonly AccountDefaultStatus?: AccountDefaultStatus
  readonly DefaultDomainIdList?: readonly string[]
  readonly Tags?: readonly Tag[]
}

export interface DescribeMlflowAppOutput {
  readonly Arn?: string
  readonly Name?: string
  readonly ArtifactStoreUri?: string
  readonly MlflowVersion?: string
  readonly RoleArn?: string
  /** Absent: a key that AWS owns. */
  readonly KmsKeyId?: string
  readonly Status?: MlflowAppStatus
  readonly ModelRegistrationMode?: ModelRegistrationMode
  readonly AccountDefaultStatus?: AccountDefaultStatus
  readonly DefaultDomainIdList?: readonly string[]
  /** Seconds since 1970, with a fraction. */
  readonly CreationTime?: number
  readonly CreatedBy?: UserContext
  readonly LastModifiedTime?: number
  readonly LastModifiedBy?: UserContext
  readonly WeeklyMaintenanceWindowStart?: string
  readonly MaintenanceStatus?: MaintenanceStatus
}

export interface ListMlflowAppsInput extends ListInput {
  readonly Status?: MlflowAppStatus
  readonly DefaultForDomainId?: string
  readonly AccountDefaultStatus?: AccountDefaultStatus
}

export interface MlflowAppSummary {
  readonly Arn?: string
  readonly Name?: string
  readonly Status?: MlflowAppStatus
  readonly CreationTime?: number
  readonly LastModifiedTime?: number
  readonly MlflowVersion?: string
}

export interface UpdateMlflowAppInput {
  readonly Arn: string
  readonly Name?: string
  readonly ArtifactStoreUri?: string
  readonly ModelRegistrationMode?: ModelRegistrationMode
  readonly WeeklyMaintenanceWindowStart?: string
  readonly DefaultDomainIdList?: readonly string[]
  readonly AccountDefaultStatus?: AccountDefaultStatus
}
