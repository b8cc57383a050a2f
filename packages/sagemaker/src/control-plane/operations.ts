import type {
  CreateMlflowAppInput,
  DescribeMlflowAppOutput,
  ListMlflowAppsInput,
  MlflowAppSummary,
  UpdateMlflowAppInput,
} from './apps.ts'
import type { PresignedInput } from './shared-fields.ts'
import type {
  CreateMlflowTrackingServerInput,
  DescribeMlflowTrackingServerOutput,
  ListMlflowTrackingServersInput,
  NamedTrackingServer,
  TrackingServerSummary,
  UpdateMlflowTrackingServerInput,
} from './tracking-servers.ts'

/**
 * The fourteen calls of SageMaker's own API that are about MLflow, with AWS's names of fields. Every field of an answer may be absent. A
 * test has the compiler compare all of them with the types of `@aws-sdk/client-sagemaker`.
 */
export interface Operations {
  readonly CreateMlflowApp: Operation<CreateMlflowAppInput, NamedApp>
  readonly DescribeMlflowApp: Operation<Required<NamedApp>, DescribeMlflowAppOutput>
  readonly ListMlflowApps: Operation<ListMlflowAppsInput, Page<'Summaries', MlflowAppSummary>>
  readonly UpdateMlflowApp: Operation<UpdateMlflowAppInput, NamedApp>
  readonly DeleteMlflowApp: Operation<Required<NamedApp>, NamedApp>
  readonly CreatePresignedMlflowAppUrl: Operation<PresignedInput & Required<NamedApp>, PresignedUrl>
  readonly CreateMlflowTrackingServer: Operation<CreateMlflowTrackingServerInput, ServerArn>
  readonly DescribeMlflowTrackingServer: Operation<NamedTrackingServer, DescribeMlflowTrackingServerOutput>
  readonly ListMlflowTrackingServers: Operation<
    ListMlflowTrackingServersInput,
    Page<'TrackingServerSummaries', TrackingServerSummary>
  >
  readonly UpdateMlflowTrackingServer: Operation<UpdateMlflowTrackingServerInput, ServerArn>
  readonly StartMlflowTrackingServer: Operation<NamedTrackingServer, ServerArn>
  readonly StopMlflowTrackingServer: Operation<NamedTrackingServer, ServerArn>
  readonly DeleteMlflowTrackingServer: Operation<NamedTrackingServer, ServerArn>
  readonly CreatePresignedMlflowTrackingServerUrl: Operation<PresignedInput & NamedTrackingServer, PresignedUrl>
}

export type OperationName = keyof Operations
export type InputOf<Name extends OperationName> = Operations[Name]['input']
export type OutputOf<Name extends OperationName> = Operations[Name]['output']

interface Operation<Input, Output> {
  readonly input: Input
  readonly output: Output
}

interface NamedApp {
  readonly Arn?: string
}

interface ServerArn {
  readonly TrackingServerArn?: string
}

interface PresignedUrl {
  /** A secret: whoever has it is signed in. Good for one use. */
  readonly AuthorizedUrl?: string
}

type Page<Key extends string, Summary> = { readonly [K in Key]?: readonly Summary[] } & { readonly NextToken?: string }
