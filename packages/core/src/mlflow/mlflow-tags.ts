/** Tags and metadata of MLflow that mean something to it: names of others belong to users. */
export const mlflowTags = {
  /** On a run: its name, once more. */
  runName: 'mlflow.runName',
  /** On a run: ids of other runs, see `runLinkTags`. */
  parentRun: 'mlflow.parentRunId',
  rootRun: 'mlflow.rootRunId',
  /** On a run, of MLflow 2: as JSON, which models it logged, each with the id of that same run. */
  modelHistory: 'mlflow.log-model.history',
  /** On a run: files that were logged as tables or images. */
  loggedArtifacts: 'mlflow.loggedArtifacts',
  /** On a logged model: 'true' where its files lie outside of MLflow. */
  externalModel: 'mlflow.model.isExternal',
  /** On a logged model: versions that were registered from it, written by the server. */
  modelVersions: 'mlflow.modelVersions',
  /** On a prompt: ids of its experiments. */
  experimentIds: '_mlflow_experiment_ids',
  /** On a version of a prompt, up to MLflow 3.0: ids of runs that used it. */
  promptRuns: 'mlflow.prompt.associatedRunIds',
  promptText: 'mlflow.prompt.text',
  promptType: '_mlflow_prompt_type',
  /** On a trace: where its files lie, and in what its spans are. Written by a server by itself. */
  artifactLocation: 'mlflow.artifactLocation',
  spansLocation: 'mlflow.trace.spansLocation',
  archiveLocation: 'mlflow.trace.archiveLocation',
  /** On a trace: a list of versions of prompts, as JSON. */
  linkedPrompts: 'mlflow.linkedPrompts',
  /** In the metadata of a trace: the run that made it, and the logged model. */
  sourceRun: 'mlflow.sourceRun',
  traceModel: 'mlflow.modelId',
  /** In the metadata of an assessment: the run that made it. */
  assessmentRun: 'mlflow.assessment.sourceRunId',
} as const

export type Tag = { readonly key: string; readonly value: string }
