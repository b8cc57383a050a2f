import type { SagemakerArn } from '../sagemaker-arn.ts'

export interface Route {
  readonly method: string
  readonly path: string
}

/**
 * The IAM action that a route needs. One covers everything on an App; tracking servers have one per call, and undefined stands for a
 * route without any.
 */
export function iamAction(type: SagemakerArn['type'], { method, path }: Route): string | undefined {
  if (type === 'mlflow-app') return 'sagemaker:CallMlflowAppApi'
  const [, below = ''] = /\/(?:ajax-)?api\/\d\.\d\/mlflow\/(.+)$/.exec(path) ?? []
  const action = actions[below] ?? patterns.find(([each]) => each.test(`${method} ${below}`))?.[1]
  return action === undefined ? undefined : `sagemaker-mlflow:${action}`
}

const actions: Readonly<Record<string, string>> = {
  'experiments/create': 'CreateExperiment',
  'experiments/get': 'GetExperiment',
  'experiments/get-by-name': 'GetExperimentByName',
  'experiments/search': 'SearchExperiments',
  'experiments/update': 'UpdateExperiment',
  'experiments/delete': 'DeleteExperiment',
  'experiments/restore': 'RestoreExperiment',
  'experiments/set-experiment-tag': 'SetExperimentTag',
  'runs/create': 'CreateRun',
  'runs/get': 'GetRun',
  'runs/search': 'SearchRuns',
  'runs/update': 'UpdateRun',
  'runs/delete': 'DeleteRun',
  'runs/restore': 'RestoreRun',
  'runs/set-tag': 'SetTag',
  'runs/delete-tag': 'DeleteTag',
  'runs/log-batch': 'LogBatch',
  'runs/log-metric': 'LogMetric',
  'runs/log-parameter': 'LogParam',
  'runs/log-model': 'LogModel',
  'runs/log-inputs': 'LogInputs',
  'runs/outputs': 'LogOutputs',
  'metrics/get-history': 'GetMetricHistory',
  'metrics/get-history-bulk': 'GetMetricHistory',
  'metrics/get-history-bulk-interval': 'GetMetricHistory',
  'artifacts/list': 'ListArtifacts',
  'registered-models/create': 'CreateRegisteredModel',
  'registered-models/get': 'GetRegisteredModel',
  'registered-models/search': 'SearchRegisteredModels',
  'registered-models/update': 'UpdateRegisteredModel',
  'registered-models/rename': 'RenameRegisteredModel',
  'registered-models/delete': 'DeleteRegisteredModel',
  'registered-models/get-latest-versions': 'GetLatestModelVersions',
  'registered-models/set-tag': 'SetRegisteredModelTag',
  'registered-models/delete-tag': 'DeleteRegisteredModelTag',
  'model-versions/create': 'CreateModelVersion',
  'model-versions/get': 'GetModelVersion',
  'model-versions/search': 'SearchModelVersions',
  'model-versions/update': 'UpdateModelVersion',
  'model-versions/delete': 'DeleteModelVersion',
  'model-versions/transition-stage': 'TransitionModelVersionStage',
  'model-versions/get-download-uri': 'GetDownloadURIForModelVersionArtifacts',
  'model-versions/set-tag': 'SetModelVersionTag',
  'model-versions/delete-tag': 'DeleteModelVersionTag',
  'logged-models/search': 'SearchLoggedModels',
  'traces/search': 'SearchTraces',
  'traces/delete-traces': 'DeleteTraces',
}

/** Where the method or an id decides. There is no CreateLoggedModel: LogModel is the nearest that the service knows. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/^GET registered-models\/alias$/, 'GetModelVersionByAlias'],
  [/^POST registered-models\/alias$/, 'SetRegisteredModelAlias'],
  [/^DELETE registered-models\/alias$/, 'DeleteRegisteredModelAlias'],
  [/^POST logged-models$/, 'LogModel'],
  [/^POST logged-models\/[^/]+\/params$/, 'LogLoggedModelParams'],
  [/^PATCH logged-models\/[^/]+\/tags$/, 'SetLoggedModelTags'],
  [/^DELETE logged-models\/[^/]+\/tags\/.+$/, 'DeleteLoggedModelTag'],
  [/^GET logged-models\/[^/]+\/artifacts\/directories$/, 'ListLoggedModelArtifacts'],
  [/^GET logged-models\/[^/]+$/, 'GetLoggedModel'],
  [/^PATCH logged-models\/[^/]+$/, 'FinalizeLoggedModel'],
  [/^DELETE logged-models\/[^/]+$/, 'DeleteLoggedModel'],
  [/^POST traces$/, 'StartTrace'],
  [/^GET traces$/, 'SearchTraces'],
  [/^GET traces\/[^/]+(\/info)?$/, 'GetTraceInfo'],
  [/^PATCH traces\/[^/]+$/, 'EndTrace'],
  [/^PATCH traces\/[^/]+\/tags$/, 'SetTraceTag'],
  [/^DELETE traces\/[^/]+\/tags$/, 'DeleteTraceTag'],
]
