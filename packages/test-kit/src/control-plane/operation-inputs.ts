/** What an input field must be, as AWS's model of the service says. */
export interface InputField {
  readonly required?: true
  readonly type: 'text' | 'number' | 'flag' | 'texts' | 'tags'
  /** Of the whole text, or of each. */
  readonly pattern?: RegExp
  /** Length of a text, size of a number, entries of a list. */
  readonly least?: number
  readonly most?: number
  readonly oneOf?: readonly string[]
}

type Fields = Readonly<Record<string, InputField>>

const name = { type: 'text', pattern: /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,255}$/, least: 1, most: 256 } as const
const store = { type: 'text', pattern: /^(https|s3):\/\/([^/]+)\/?(.*)$/, most: 1024 } as const
const role = {
  type: 'text',
  pattern: /^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/,
  least: 20,
  most: 2048,
} as const
const window = { type: 'text', pattern: /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun):([01]\d|2[0-3]):([0-5]\d)$/, most: 9 } as const
const version = { type: 'text', pattern: /^[0-9]*.[0-9]*.[0-9]*$/, most: 16 } as const
const mode = { type: 'text', oneOf: ['AutoModelRegistrationEnabled', 'AutoModelRegistrationDisabled'] } as const
const accountDefault = { type: 'text', oneOf: ['ENABLED', 'DISABLED'] } as const
const domain = { type: 'text', pattern: /^d-(-*[a-z0-9]){1,61}$/, most: 63 } as const
const tags = { type: 'tags', most: 50 } as const
const size = { type: 'text', oneOf: ['Small', 'Medium', 'Large'] } as const
const flag = { type: 'flag' } as const
const bucketOwner = {
  S3BucketOwnerAccountId: { type: 'text', pattern: /^\d+$/, least: 12, most: 12 },
  S3BucketOwnerVerification: flag,
} as const

const app: Fields = {
  Arn: {
    required: true,
    type: 'text',
    pattern: /^arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:mlflow-app\/.*$/,
    least: 1,
    most: 128,
  },
}
const server: Fields = { TrackingServerName: { ...name, required: true } }
const presigned: Fields = {
  ExpiresInSeconds: { type: 'number', least: 5, most: 300 },
  SessionExpirationDurationInSeconds: { type: 'number', least: 1800, most: 43_200 },
}
const listed: Fields = {
  CreatedAfter: { type: 'number' },
  CreatedBefore: { type: 'number' },
  MlflowVersion: version,
  SortBy: { type: 'text', oneOf: ['Name', 'CreationTime', 'Status'] },
  SortOrder: { type: 'text', oneOf: ['Ascending', 'Descending'] },
  NextToken: { type: 'text', pattern: /^.*$/, most: 8192 },
  MaxResults: { type: 'number', least: 1, most: 100 },
}
const statuses = [
  'Creating',
  'Created',
  'CreateFailed',
  'Updating',
  'Updated',
  'UpdateFailed',
  'Deleting',
  'DeleteFailed',
]
const serverStatuses = [
  ...statuses,
  ...['Stopping', 'Stopped', 'StopFailed', 'Starting', 'Started', 'StartFailed'],
  ...['MaintenanceInProgress', 'MaintenanceComplete', 'MaintenanceFailed'],
]

/** The fourteen operations and their fields. */
export const operationInputs: Readonly<Record<string, Fields>> = {
  CreateMlflowApp: {
    Name: { ...name, required: true },
    ArtifactStoreUri: { ...store, required: true },
    RoleArn: { ...role, required: true },
    KmsKeyId: { type: 'text', pattern: /^[a-zA-Z0-9:/_-]*$/, most: 2048 },
    ModelRegistrationMode: mode,
    WeeklyMaintenanceWindowStart: window,
    AccountDefaultStatus: accountDefault,
    DefaultDomainIdList: { ...domain, type: 'texts' },
    Tags: tags,
  },
  DescribeMlflowApp: app,
  ListMlflowApps: {
    ...listed,
    Status: { type: 'text', oneOf: [...statuses, 'Deleted'] },
    DefaultForDomainId: { type: 'text' },
    AccountDefaultStatus: accountDefault,
  },
  UpdateMlflowApp: {
    ...app,
    Name: name,
    ArtifactStoreUri: store,
    ModelRegistrationMode: mode,
    WeeklyMaintenanceWindowStart: window,
    DefaultDomainIdList: { ...domain, type: 'texts' },
    AccountDefaultStatus: accountDefault,
  },
  DeleteMlflowApp: app,
  CreatePresignedMlflowAppUrl: { ...app, ...presigned },
  CreateMlflowTrackingServer: {
    ...server,
    ArtifactStoreUri: { ...store, required: true },
    RoleArn: { ...role, required: true },
    TrackingServerSize: size,
    MlflowVersion: version,
    AutomaticModelRegistration: flag,
    WeeklyMaintenanceWindowStart: window,
    Tags: tags,
    ...bucketOwner,
  },
  DescribeMlflowTrackingServer: server,
  ListMlflowTrackingServers: { ...listed, TrackingServerStatus: { type: 'text', oneOf: serverStatuses } },
  UpdateMlflowTrackingServer: {
    ...server,
    ArtifactStoreUri: store,
    TrackingServerSize: size,
    AutomaticModelRegistration: flag,
    WeeklyMaintenanceWindowStart: window,
    ...bucketOwner,
  },
  StartMlflowTrackingServer: server,
  StopMlflowTrackingServer: server,
  DeleteMlflowTrackingServer: server,
  CreatePresignedMlflowTrackingServerUrl: { ...server, ...presigned },
}
