import { join } from 'node:path'
import type { ControlPlaneCall } from '../control-plane/start-control-plane.ts'
import { ensureMlflow } from '../mlflow-venv.ts'
import { newestMlflow } from '../mlflow-versions.ts'
import { pythonDir } from '../python-venv.ts'
import { runCommand } from '../run-command.ts'
import type { GateRecord } from '../sagemaker-gate.ts'
import type { RecordedAction } from './recorded-action.ts'

/** The actions of calls to SageMaker's own API, with those that a creation implies. */
export function controlPlaneActions(calls: readonly ControlPlaneCall[]): readonly RecordedAction[] {
  return calls.flatMap(({ operation, input, resource }) => {
    const service = { 'iam:PassedToService': 'sagemaker.amazonaws.com' }
    const passed = operation.startsWith('Create') && typeof input.RoleArn === 'string'
    return [
      { action: `sagemaker:${operation}`, resource },
      ...(input.Tags ? [{ action: 'sagemaker:AddTags', resource }] : []),
      ...(passed ? [{ action: 'iam:PassRole', resource: String(input.RoleArn), context: service }] : []),
    ]
  })
}

/**
 * The actions of requests to the API of MLflow. An App has one for all; a tracking server has one for each call, named as MLflow's own
 * definitions name it. Routes that AWS has no action for are left out: nobody can allow them.
 */
export async function dataPlaneActions(
  arn: string,
  requests: readonly GateRecord[],
): Promise<readonly RecordedAction[]> {
  if (requests.length === 0) return []
  if (arn.includes(':mlflow-app/')) return [{ action: 'sagemaker:CallMlflowAppApi', resource: arn }]
  const routes = await mlflowRoutes()
  return requests.flatMap(({ method, path }) => {
    const { pathname } = new URL(path, 'http://mlflow')
    const call = routes.find((route) => route.method === method && route.path.test(pathname))?.call
    const action = call === undefined ? undefined : actionOf(call)
    return action === undefined ? [] : [{ action: `sagemaker-mlflow:${action}`, resource: arn }]
  })
}

interface Route {
  readonly method: string
  readonly path: RegExp
  readonly call: string
}

async function mlflowRoutes(): Promise<readonly Route[]> {
  const { python } = await ensureMlflow(newestMlflow)
  const said = await runCommand(python, [join(pythonDir, 'mlflow_routes.py')])
  const routes = JSON.parse(said) as { method: string; path: string; call: string }[]
  // A route of the UI, which is in no definition. That it falls under the action of the single history is an assumption.
  const bulk = { method: 'GET', path: '/mlflow/metrics/get-history-bulk', call: 'GetMetricHistory' }
  return [...routes, bulk].map(({ method, path, call }) => {
    const pattern = path.replace(/\{[^}]+\}|<[^>]+>/g, '[^/]+')
    return { method, call, path: new RegExp(`^/(ajax-)?api/\\d\\.\\d${pattern}$`) }
  })
}

/** Where AWS's name of an action is not MLflow's name of the call. */
const otherNames: Readonly<Record<string, string>> = {
  GetMetricHistoryBulkInterval: 'GetMetricHistory',
  GetModelVersionDownloadUri: 'GetDownloadURIForModelVersionArtifacts',
  GetLatestVersions: 'GetLatestModelVersions',
  CreateLoggedModel: 'LogModel',
}

function actionOf(call: string): string | undefined {
  const name = call.replace(/V[23]$/, '')
  const action = otherNames[name] ?? name
  return awsActions.has(action) ? action : undefined
}

/** All that the Service Authorization Reference of AWS lists for `sagemaker-mlflow`. */
const awsActions = new Set(
  `AccessUI GetExperiment GetExperimentByName GetRun GetMetricHistory GetLoggedModel GetModelVersion GetModelVersionByAlias GetRegisteredModel
GetDownloadURIForModelVersionArtifacts GetTraceInfo SearchExperiments SearchRuns SearchLoggedModels SearchModelVersions SearchRegisteredModels
SearchTraces ListArtifacts ListLoggedModelArtifacts GetLatestModelVersions CreateExperiment CreateRun CreateModelVersion CreateRegisteredModel
UpdateExperiment UpdateRun UpdateModelVersion UpdateRegisteredModel RenameRegisteredModel RestoreExperiment RestoreRun DeleteExperiment DeleteRun
DeleteModelVersion DeleteRegisteredModel DeleteLoggedModel DeleteTag DeleteTraceTag DeleteTraces DeleteLoggedModelTag DeleteModelVersionTag
DeleteRegisteredModelTag DeleteRegisteredModelAlias SetTag SetExperimentTag SetTraceTag SetLoggedModelTags SetModelVersionTag
SetRegisteredModelTag SetRegisteredModelAlias LogBatch LogMetric LogParam LogModel LogInputs LogOutputs LogLoggedModelParams FinalizeLoggedModel
StartTrace EndTrace TransitionModelVersionStage`.split(/\s+/),
)
