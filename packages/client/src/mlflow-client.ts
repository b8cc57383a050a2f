import type { AwsIdentity } from './auth/auth-provider.ts'
import type { ServiceChecks } from './auth/service-checks.ts'
import type { ArtifactProxy } from './endpoints/artifact-proxy.ts'
import type { Artifacts } from './endpoints/artifacts.ts'
import type { Caller } from './endpoints/caller.ts'
import type { EvaluationDatasets } from './endpoints/evaluation-datasets.ts'
import type { Experiments } from './endpoints/experiments.ts'
import type { Issues } from './endpoints/issues.ts'
import type { LabelSchemas } from './endpoints/label-schemas.ts'
import type { LoggedModels } from './endpoints/logged-models.ts'
import type { Metrics } from './endpoints/metrics.ts'
import type { ModelVersions } from './endpoints/model-versions.ts'
import type { RegisteredModels } from './endpoints/registered-models.ts'
import type { ReviewQueues } from './endpoints/review-queues.ts'
import type { Runs } from './endpoints/runs.ts'
import type { Scorers } from './endpoints/scorers.ts'
import type { Server } from './endpoints/server.ts'
import type { Traces } from './endpoints/traces.ts'
import type { Webhooks } from './endpoints/webhooks.ts'
import type { Workspaces } from './endpoints/workspaces.ts'

/** One tracking server, with one identity. Calls may run concurrently; each takes a `signal`. */
export interface MlflowClient extends AsyncDisposable {
  /** Where requests go, without secrets. */
  readonly baseUrl: URL
  /** The identity for S3 of this end, where its provider has one. */
  readonly aws: AwsIdentity | undefined
  /** What its provider can say of the service, where it can. */
  readonly service: ServiceChecks | undefined
  /** Milliseconds since 1970 by the server's clock, as its last answer told, to about two seconds. */
  serverTime(): number
  /** Any call of the REST API, with the client's identity, retries and pace. The answer is not validated. */
  readonly request: Caller['request']
  readonly requestStream: Caller['requestStream']
  readonly server: Server
  readonly experiments: Experiments
  readonly runs: Runs
  readonly metrics: Metrics
  readonly loggedModels: LoggedModels
  readonly registeredModels: RegisteredModels
  readonly modelVersions: ModelVersions
  readonly evaluationDatasets: EvaluationDatasets
  readonly issues: Issues
  readonly labelSchemas: LabelSchemas
  readonly reviewQueues: ReviewQueues
  readonly scorers: Scorers
  readonly webhooks: Webhooks
  readonly workspaces: Workspaces
  readonly traces: Traces
  readonly artifacts: Artifacts
  readonly artifactProxy: ArtifactProxy
  /** The same client, whose calls are sent again at most so often. */
  withRetries(most: number): MlflowClient
  /** Ends connections; calls under way are aborted. */
  close(): Promise<void>
}
