import type { PolicyEnd } from './policy-end.ts'

/**
 * What reading all of a tracking server asks of its API, by the version that has it. A logged model is asked for by its id where a model
 * version names its folder.
 */
const reading: readonly (readonly [since: readonly [number, number], actions: readonly string[]])[] = [
  [
    [0, 0],
    [
      ...['SearchExperiments', 'SearchRuns', 'GetRun', 'GetMetricHistory', 'SearchRegisteredModels'],
      ...['GetRegisteredModel', 'SearchModelVersions', 'GetDownloadURIForModelVersionArtifacts', 'SearchTraces'],
    ],
  ],
  [
    [3, 0],
    ['SearchLoggedModels', 'GetLoggedModel'],
  ],
]

/** What writing one asks besides. */
const writing: readonly (readonly [since: readonly [number, number], actions: readonly string[]])[] = [
  [
    [0, 0],
    [
      ...[
        'GetExperiment',
        'GetExperimentByName',
        'GetModelVersion',
        'GetTraceInfo',
        'CreateExperiment',
        'SetExperimentTag',
        'UpdateExperiment',
        'DeleteExperiment',
      ],
      ...['CreateRun', 'UpdateRun', 'LogBatch', 'SetTag', 'DeleteTag', 'LogInputs', 'DeleteRun'],
      ...['CreateRegisteredModel', 'UpdateRegisteredModel', 'SetRegisteredModelTag', 'SetRegisteredModelAlias'],
      ...['DeleteRegisteredModelAlias', 'CreateModelVersion', 'UpdateModelVersion', 'SetModelVersionTag'],
      ...['TransitionModelVersionStage', 'DeleteModelVersion', 'StartTrace', 'EndTrace', 'SetTraceTag'],
    ],
  ],
  [
    [3, 0],
    [
      ...['LogOutputs', 'LogModel', 'LogLoggedModelParams', 'SetLoggedModelTags', 'FinalizeLoggedModel'],
      'DeleteLoggedModel',
    ],
  ],
]

/** The actions of a tracking server's API that a copy out of it needs. */
export function readActions({ version }: PolicyEnd): readonly string[] {
  return actionsOf(reading, version)
}

/** Those that a copy into it needs. */
export function writeActions({ version }: PolicyEnd): readonly string[] {
  return [...actionsOf(reading, version), ...actionsOf(writing, version)]
}

function actionsOf(table: typeof reading, version: string | undefined): readonly string[] {
  // Unknown: all of them.
  const [major = 99, minor = 0] = version === undefined ? [] : version.split('.').map(Number)
  return table
    .filter(([[since, andMinor]]) => major > since || (major === since && minor >= andMinor))
    .flatMap(([, actions]) => actions.map((action) => `sagemaker-mlflow:${action}`))
}
