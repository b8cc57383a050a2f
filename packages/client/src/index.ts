export type { AuthHook } from './auth/auth-hook.ts'
export type {
  AuthProvider,
  AuthSession,
  AwsCredentials,
  AwsIdentity,
  EndContext,
  Explanation,
  OutgoingBody,
  OutgoingRequest,
} from './auth/auth-provider.ts'
export type { BasicCredentials } from './auth/basic-auth.ts'
export { basicAuth } from './auth/basic-auth.ts'
export { bearerAuth } from './auth/bearer-auth.ts'
export { httpBaseUrl } from './auth/http-base-url.ts'
export type { RefusedName, ServiceChecks } from './auth/service-checks.ts'
export type { ClientEvent } from './client-event.ts'
export type { ClientOptions } from './create-client.ts'
export { createClient } from './create-client.ts'
export { artifactNameProblem } from './endpoints/artifact-path.ts'
export type { ArtifactProxy, Upload } from './endpoints/artifact-proxy.ts'
export type {
  ArtifactOwner,
  ArtifactPage,
  Artifacts,
  ListArtifacts,
  SignArtifact,
  SignedAddress,
} from './endpoints/artifacts.ts'
export type { Caller, CallOptions } from './endpoints/caller.ts'
export type {
  CreateEvaluationDataset,
  DatasetRecordsPage,
  EvaluationDatasetId,
  EvaluationDatasets,
  SearchEvaluationDatasets,
  WireEvaluationDataset,
} from './endpoints/evaluation-datasets.ts'
export type {
  CreateExperiment,
  ExperimentId,
  ExperimentPage,
  Experiments,
  SearchExperiments,
  ViewType,
  WireTagOption,
} from './endpoints/experiments.ts'
export type { CreateIssue, IssuePage, Issues, UpdateIssue, WireIssue } from './endpoints/issues.ts'
export type { CreateLabelSchema, LabelSchemas, UpdateLabelSchema, WireLabelSchema } from './endpoints/label-schemas.ts'
export type { CreateLoggedModel, LoggedModelPage, LoggedModels, SearchLoggedModels } from './endpoints/logged-models.ts'
export type { BulkHistory, BulkPoint, HistoryPoint, MetricHistory, Metrics } from './endpoints/metrics.ts'
export type {
  CreateModelVersion,
  ModelVersionPage,
  ModelVersions,
  SearchModelVersions,
} from './endpoints/model-versions.ts'
export type { Page, TokenGuard } from './endpoints/page-tokens.ts'
export { createTokenGuard, readPages } from './endpoints/page-tokens.ts'
export type {
  CreateRegisteredModel,
  RegisteredModelPage,
  RegisteredModels,
  SearchRegisteredModels,
} from './endpoints/registered-models.ts'
export type { CreateReviewQueue, ReviewQueues, WireReviewItem, WireReviewQueue } from './endpoints/review-queues.ts'
export type { CreateRun, LogBatch, LogInputs, RunId, RunPage, Runs, SearchRuns, UpdateRun } from './endpoints/runs.ts'
export type { Scorers, WireOnlineConfig, WireScorer } from './endpoints/scorers.ts'
export type { Server } from './endpoints/server.ts'
export type {
  SearchTraces,
  StartTraceV2,
  TracePage,
  Traces,
  TracesV2,
  TraceWithSpans,
} from './endpoints/traces.ts'
export type { CreateWebhook, Webhooks, WireWebhook, WireWebhookEvent } from './endpoints/webhooks.ts'
export type { CreateWorkspace, WireWorkspace, Workspaces } from './endpoints/workspaces.ts'
export { ConnectionError } from './errors/connection-error.ts'
export type { HttpErrorFacts } from './errors/http-error.ts'
export { HttpError, isHttpError, isObjectMissing, isRouteMissing } from './errors/http-error.ts'
export { isOutcomeUnknown, OutcomeUnknownError } from './errors/outcome-unknown-error.ts'
export type { Call, QueryValue, UploadBody } from './http/call.ts'
export type { HttpLimits } from './http/http-limits.ts'
export type { SlowestRate } from './http/steady-bytes.ts'
export { slowestRate, steadyBytes } from './http/steady-bytes.ts'
export type { Answer } from './http/transport.ts'
export type { WriteGate } from './http/write-gate.ts'
export type { MlflowClient } from './mlflow-client.ts'
export { readCredentials } from './settings/credentials-file.ts'
export type { Env } from './settings/env.ts'
export { proxyFor } from './settings/proxy-settings.ts'
export { metricPoint } from './wire/metric-point.ts'
export type { OtlpMap, OtlpSpan, OtlpValue } from './wire/otlp.ts'
export { encodeSpans } from './wire/otlp.ts'
export type {
  WireDataset,
  WireDatasetInput,
  WireExperiment,
  WireFile,
  WireInteger,
  WireLoggedModel,
  WireMetric,
  WireModelVersion,
  WireNumber,
  WireRegisteredModel,
  WireRun,
  WireRunData,
  WireRunInfo,
  WireRunInputs,
  WireTag,
} from './wire/wire.ts'
export type { WireTrace, WireTraceV2 } from './wire/wire-trace.ts'
