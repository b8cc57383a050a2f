import { type ChangedTable, entries, later, named, notOurs, otherRun, text } from './changed-table.ts'

const version = "t.name || '/' || t.version"

export const changedModels: readonly ChangedTable[] = [
  {
    table: 'logged_models',
    objects: 't.model_id',
    columns: {
      name: { field: named('name'), to: text },
      model_type: { field: named('modelType'), to: text },
      status: { field: named('status'), to: (value) => (value === 2n ? 3n : 2n) },
      source_run_id: { field: named('sourceRun'), to: otherRun },
      experiment_id: { field: named('experiment'), to: (value) => (value === 2n ? 3n : 2n) },
    },
  },
  {
    // Models that no version lies in: the file MLmodel of such a version names the model, so it would differ too.
    table: 'logged_models',
    where: "'models:/' || model_id NOT IN (SELECT coalesce(source, '') FROM model_versions)",
    objects: 't.model_id',
    columns: { lifecycle_stage: { field: () => undefined, to: () => 'deleted' } },
  },
  entries('logged_model_params', 'params', {
    key: 'param_key',
    value: 'param_value',
    objects: 't.model_id',
  }),
  entries('logged_model_tags', 'tags', {
    key: 'tag_key',
    value: 'tag_value',
    objects: 't.model_id',
    where: `${notOurs('tag_key')} AND tag_key <> 'mlflow.modelVersions'`,
  }),
  {
    table: 'logged_model_metrics',
    objects: 't.model_id',
    columns: {
      metric_name: { field: named('metrics'), to: text },
      metric_value: { field: named('metrics'), to: (value) => (Number(value) === 1 ? 2 : 1) },
      metric_step: { field: named('metrics'), to: (value) => BigInt(value ?? 0) - 1n },
      metric_timestamp_ms: { field: named('metrics'), to: later },
      dataset_name: { field: named('metrics'), to: (value) => (value === null ? undefined : `${value}x`) },
      run_id: { field: named('metrics'), to: (value, row) => (row.other === value ? undefined : row.other) },
    },
    removed: named('metrics'),
  },
  {
    table: 'registered_models',
    objects: 't.name',
    columns: { description: { field: named('description'), to: text } },
  },
  entries('registered_model_tags', 'tags', {
    key: 'key',
    value: 'value',
    objects: 't.name',
    where: `${notOurs('key')} AND key NOT IN ('mlflow.prompt.is_prompt', '_mlflow_experiment_ids')`,
  }),
  {
    table: 'registered_model_aliases',
    objects: version,
    columns: { alias: { field: named('aliases'), to: text } },
    removed: named('aliases'),
  },
  {
    table: 'model_versions',
    where: "current_stage <> 'Deleted_Internal'",
    objects: version,
    columns: { description: { field: named('description'), to: text } },
  },
  {
    table: 'model_versions',
    where: `current_stage <> 'Deleted_Internal' AND name NOT IN
      (SELECT name FROM registered_model_tags WHERE key = 'mlflow.prompt.is_prompt')`,
    objects: version,
    columns: {
      current_stage: {
        field: named('stage'),
        to: (value) => (value === 'Archived' ? 'Staging' : 'Archived'),
      },
      run_link: { field: named('runLink'), to: text },
      status: { field: named('status'), to: (value) => (value === 'READY' ? 'FAILED_REGISTRATION' : 'READY') },
      run_id: { field: named('run'), to: (value, row) => (value && row.other !== value ? row.other : undefined) },
      version: { field: () => undefined, to: (value) => BigInt(value ?? 0) + 1000n },
    },
    removed: () => undefined,
  },
  {
    table: 'model_versions',
    where: "current_stage <> 'Deleted_Internal' AND source LIKE 'models:/m-%'",
    objects: version,
    columns: {
      source: { field: named('source'), to: (_, row) => `models:/${row.otherModel}` },
      storage_location: { field: named('artifactUri'), to: text },
    },
  },
  entries('model_version_tags', 'tags', {
    key: 'key',
    value: 'value',
    objects: version,
    where: `${notOurs('key')} AND key <> 'mlflow.prompt.is_prompt' AND EXISTS (SELECT 1 FROM model_versions v
      WHERE v.name = model_version_tags.name AND v.version = model_version_tags.version AND v.current_stage <> 'Deleted_Internal')`,
  }),
]
