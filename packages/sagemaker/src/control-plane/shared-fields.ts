export interface Tag {
  readonly Key: string
  readonly Value: string
}

export interface UserContext {
  readonly UserProfileArn?: string
  readonly UserProfileName?: string
  readonly DomainId?: string
  readonly IamIdentity?: {
    readonly Arn?: string
    readonly PrincipalId?: string
    readonly SourceIdentity?: string
  }
}

/** Both lists take these. Times are seconds since 1970. */
export interface ListInput {
  readonly CreatedAfter?: number
  readonly CreatedBefore?: number
  readonly MlflowVersion?: string
  readonly SortBy?: 'Name' | 'CreationTime' | 'Status'
  /** The service's default is Descending, by CreationTime. */
  readonly SortOrder?: 'Ascending' | 'Descending'
  readonly NextToken?: string
  /** 1 to 100. */
  readonly MaxResults?: number
}

/** Of a URL that opens the UI, once. */
export interface PresignedInput {
  /** How long the URL is good for: 5 to 300. */
  readonly ExpiresInSeconds?: number
  /** How long the session is that it opens: 1800 to 43200. */
  readonly SessionExpirationDurationInSeconds?: number
}
