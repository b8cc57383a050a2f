import type { Row, Tables } from './dump-tables.ts'

/**
 * What no call of MLflow sets, by table and column: the field of mlferry's declarations that says so, `kind.field`, or, in brackets, why no
 * client ever sees it. A table that is a text is left out as a whole.
 */
export const notPortable: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  alembic_version: '(the version of the database)',
  job_locks: '(work of the server)',
  jobs: '(work of the server)',
  scheduler_leases: '(work of the server)',
  sql_trace_rollup_rebuild_queue: '(work of the server)',
  span_metrics: '(computed from spans)',
  trace_metrics: '(computed from spans)',
  experiments: {
    experiment_id: 'experiment.experimentId',
    artifact_location: 'experiment.artifactLocation',
    creation_time: 'experiment.creationTime',
    last_update_time: 'experiment.lastUpdateTime',
  },
  runs: { artifact_uri: 'run.artifactUri', deleted_time: '(for garbage collection)' },
  logged_models: {
    artifact_location: '(where the files are)',
    creation_timestamp_ms: 'loggedModel.creationTime',
    last_updated_timestamp_ms: 'loggedModel.lastUpdateTime',
    status_message: 'loggedModel.statusMessage',
    lifecycle_stage: 'loggedModel.deleted ones',
  },
  registered_models: {
    creation_time: 'registeredModel.creationTime',
    last_updated_time: 'registeredModel.lastUpdateTime',
  },
  model_versions: {
    creation_time: 'modelVersion.creationTime',
    last_updated_time: 'modelVersion.lastUpdateTime',
    user_id: 'modelVersion.userId',
    source: 'modelVersion.source',
    storage_location: 'modelVersion.artifactUri',
  },
  entity_associations: { association_id: '(a number of the row)', created_time: '(of the row)' },
  scorers: { scorer_id: 'scorer.scorerId' },
  scorer_versions: { creation_time: 'scorer.creationTime' },
  online_scoring_configs: { online_scoring_config_id: '(a number of the row)' },
  evaluation_datasets: {
    schema: 'evaluationDataset.schema',
    digest: 'evaluationDataset.digest',
    created_time: 'evaluationDataset.creationTime',
    last_update_time: 'evaluationDataset.lastUpdateTime',
    created_by: 'evaluationDataset.createdBy',
    last_updated_by: 'evaluationDataset.lastUpdatedBy',
  },
  evaluation_dataset_records: {
    dataset_record_id: 'evaluationDataset.ids, times and users of records',
    created_time: 'evaluationDataset.ids, times and users of records',
    last_update_time: 'evaluationDataset.ids, times and users of records',
    created_by: 'evaluationDataset.ids, times and users of records',
    last_updated_by: 'evaluationDataset.ids, times and users of records',
  },
  issues: {
    issue_id: 'issue.issueId',
    created_timestamp: 'issue.creationTime',
    last_updated_timestamp: 'issue.lastUpdateTime',
  },
  label_schemas: {
    schema_id: 'labelSchema.schemaId',
    created_time: 'labelSchema.creationTime',
    last_update_time: 'labelSchema.lastUpdateTime',
  },
  review_queues: {
    queue_id: 'reviewQueue.queueId',
    creation_time_ms: 'reviewQueue.creationTime',
    last_update_time_ms: 'reviewQueue.lastUpdateTime',
  },
  review_queue_items: {
    completed_time_ms: 'reviewQueue.completionTimes',
    creation_time_ms: 'reviewQueue.creationTime',
    last_update_time_ms: 'reviewQueue.lastUpdateTime',
  },
  trace_info: { db_payload_generation: '(counts the writes of spans)' },
  webhooks: {
    webhook_id: 'webhook.webhookId',
    secret: 'webhook.secret',
    status: 'webhook.status',
    creation_timestamp: 'webhook.creationTime',
    last_updated_timestamp: 'webhook.lastUpdateTime',
  },
}

/** Rows that are left out by their key, in the same way. */
export const notPortableKeys: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  trace_tags: {
    'mlflow.artifactLocation': 'trace.artifactUri',
    'mlflow.trace.spansLocation': '(whether the server keeps spans in a table or as a file)',
  },
  trace_request_metadata: { 'mlflow.trace.infoFinalized': '(a note of the server)' },
  logged_model_tags: { 'mlflow.modelVersions': 'loggedModel.tags mlflow.modelVersions' },
}

/** Rows for which newer databases have a column of `trace_info`: not compared with a database that has none. */
export const keysInColumns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  trace_tags: { 'mlflow.traceName': 'trace_name' },
  trace_request_metadata: {
    'mlflow.trace.session': 'session_id',
    'mlflow.trace.tokenUsage': 'total_tokens',
    'mlflow.trace.cost': 'total_cost',
  },
}

/** Whether a row is a fact that a client could see, and a call could make. */
export function isPortable(table: string, row: Row, tables: Tables): boolean {
  if (isOfTheCopy(row) || notPortableKeys[table]?.[keyOf(row)]) return false
  // MLflow makes it when somebody asks for the label schemas of an experiment.
  if (table === 'label_schemas') return row.is_default === '0'
  if (table === 'logged_models') return row.lifecycle_stage !== 'deleted'
  if (table === 'inputs') return !tables.logged_models?.some((model) => isDeletedOutput(model, row))
  // What stays of a version that was deleted: its number.
  if (table === 'model_versions') return !isDeletedVersion(row)
  if (table !== 'model_version_tags') return true
  return !tables.model_versions?.some(
    (version) => version.name === row.name && version.version === row.version && isDeletedVersion(version),
  )
}

function isDeletedOutput(model: Row, { destination_id }: Row): boolean {
  return model.lifecycle_stage === 'deleted' && model.model_id === destination_id
}

function isDeletedVersion({ current_stage }: Row): boolean {
  return current_stage === 'Deleted_Internal'
}

/** A row that a copy has more than its source: provenance. */
export function isOfTheCopy(row: Row): boolean {
  return keyOf(row).startsWith('mlferry.')
}

/** Of a tag or another entry; empty for other rows. */
export function keyOf(row: Row): string {
  return row.key ?? row.tag_key ?? ''
}
