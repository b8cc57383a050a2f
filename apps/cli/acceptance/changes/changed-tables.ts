import type { Row } from './database.ts'

/** What may be changed in a table of MLflow's database, and where verify has to say so. */
export interface ChangedTable {
  readonly table: string
  /** Rows that may be changed, in SQL. */
  readonly where?: string
  /** The id at the target of the object that a row `t` is part of, in SQL. */
  readonly objects: string
  /** Where that id is in another table; one row may be part of several objects. */
  readonly join?: string
  /** By column: the field (undefined: the object is gone), and the new value; undefined leaves this row alone. */
  readonly columns: Readonly<Record<string, ColumnChange>>
  /** The field that tells of a row that is gone; undefined: the object is gone with it. */
  readonly removed?: (row: Row) => string | undefined
  /** A row that was not there, made from another one, and the field that tells of it. */
  readonly added?: { readonly values: Row; readonly field: (row: Row) => string }
}

export interface ColumnChange {
  readonly field: (row: Row) => string | undefined
  readonly to: (value: Row[string], row: Row) => Row[string] | undefined
}

const named = (field: string) => () => field
const entry = (field: string, column: string) => (row: Row) => `${field}.${row[column]}`
const text = (value: Row[string]) => `${value ?? ''}x`
const later = (value: Row[string]) => BigInt(value ?? 0) + 1n
const notOurs = (column: string) => `${column} NOT LIKE 'mlferry.%'`

/** Key and value, of which each may be changed, removed and added. */
function entries(
  table: string,
  field: string,
  { key, value, objects, where }: { key: string; value: string; objects: string; where?: string },
): ChangedTable {
  return {
    table,
    ...(where ? { where } : {}),
    objects,
    columns: { [value]: { field: entry(field, key), to: text } },
    removed: entry(field, key),
    added: { values: { [key]: 'added by hand', [value]: 'new' }, field: named(`${field}.added by hand`) },
  }
}

const linkTags = "'mlflow.parentRunId', 'mlflow.rootRunId'"
const otherRun = (value: Row[string], row: Row) => (row.other === value ? undefined : row.other)
const version = "t.name || '/' || t.version"

export const changedTables: readonly ChangedTable[] = [
  {
    table: 'experiments',
    where: 'experiment_id <> 0',
    objects: 'CAST(t.experiment_id AS TEXT)',
    columns: {
      name: { field: () => undefined, to: text },
      lifecycle_stage: { field: named('lifecycle'), to: (value) => (value === 'active' ? 'deleted' : 'active') },
    },
  },
  entries('experiment_tags', 'tags', {
    key: 'key',
    value: 'value',
    objects: 'CAST(t.experiment_id AS TEXT)',
    where: notOurs('key'),
  }),
  {
    table: 'runs',
    objects: 't.run_uuid',
    columns: {
      name: { field: named('name'), to: text },
      status: { field: named('status'), to: (value) => (value === 'FAILED' ? 'KILLED' : 'FAILED') },
      start_time: { field: named('startTime'), to: later },
      end_time: { field: named('endTime'), to: later },
      user_id: { field: named('userId'), to: text },
      lifecycle_stage: { field: named('lifecycle'), to: (value) => (value === 'active' ? 'deleted' : 'active') },
      experiment_id: { field: named('experiment'), to: (value) => (value === 2n ? 3n : 2n) },
    },
  },
  {
    // Runs that no model names: those that do would change too.
    table: 'runs',
    where: `run_uuid NOT IN (SELECT coalesce(run_id, '') FROM model_versions)
      AND run_uuid NOT IN (SELECT coalesce(source_run_id, '') FROM logged_models)
      AND run_uuid NOT IN (SELECT run_id FROM logged_model_metrics)`,
    objects: 't.run_uuid',
    columns: {},
    removed: () => undefined,
  },
  entries('params', 'params', { key: 'key', value: 'value', objects: 't.run_uuid' }),
  entries('tags', 'tags', {
    key: 'key',
    value: 'value',
    objects: 't.run_uuid',
    where: `${notOurs('key')} AND key NOT IN (${linkTags})`,
  }),
  {
    table: 'tags',
    where: `key IN (${linkTags})`,
    objects: 't.run_uuid',
    columns: { value: { field: linkOfTag, to: otherRun } },
    removed: linkOfTag,
  },
  {
    table: 'metrics',
    where: `run_uuid NOT IN (SELECT run_id FROM logged_model_metrics)`,
    objects: 't.run_uuid',
    columns: {
      value: { field: entry('metrics', 'key'), to: (value) => (Number(value) === 1 ? 2 : 1) },
      step: { field: entry('metrics', 'key'), to: (value) => BigInt(value ?? 0) - 1n },
      timestamp: { field: entry('metrics', 'key'), to: later },
      is_nan: { field: entry('metrics', 'key'), to: (value) => (value === 1n ? 0n : 1n) },
    },
    removed: entry('metrics', 'key'),
    added: { values: { timestamp: 7n }, field: entry('metrics', 'key') },
  },
  {
    table: 'latest_metrics',
    objects: 't.run_uuid',
    columns: {
      value: { field: entry('latestMetrics', 'key'), to: (value) => (Number(value) === 1 ? 2 : 1) },
      step: { field: entry('latestMetrics', 'key'), to: (value) => BigInt(value ?? 0) - 1n },
      timestamp: { field: entry('latestMetrics', 'key'), to: later },
    },
    removed: entry('latestMetrics', 'key'),
  },
  {
    table: 'datasets',
    objects: 'i.destination_id',
    join: 'JOIN inputs i ON i.source_id = t.dataset_uuid',
    columns: Object.fromEntries(
      ['name', 'digest', 'dataset_source', 'dataset_source_type', 'dataset_schema', 'dataset_profile'].map((column) => [
        column,
        { field: named('datasetInputs'), to: text },
      ]),
    ),
  },
  {
    table: 'input_tags',
    objects: 'i.destination_id',
    join: 'JOIN inputs i ON i.input_uuid = t.input_uuid',
    columns: { value: { field: named('datasetInputs'), to: text }, name: { field: named('datasetInputs'), to: text } },
    removed: named('datasetInputs'),
  },
  {
    table: 'inputs',
    where: "source_type = 'DATASET'",
    objects: 't.destination_id',
    columns: {},
    removed: named('datasetInputs'),
  },
  {
    table: 'inputs',
    where: "source_type IN ('RUN_INPUT', 'RUN_OUTPUT')",
    objects: 't.source_id',
    columns: {
      destination_id: {
        field: linkOfInput,
        to: (value, row) => (row.otherModel === value ? undefined : row.otherModel),
      },
    },
    removed: linkOfInput,
  },
  {
    table: 'inputs',
    where: "source_type = 'RUN_OUTPUT'",
    objects: 't.source_id',
    columns: { step: { field: linkOfInput, to: (value) => BigInt(value ?? 0) - 1n } },
  },
  {
    table: 'logged_models',
    objects: 't.model_id',
    columns: {
      name: { field: named('name'), to: text },
      model_type: { field: named('modelType'), to: text },
      status: { field: named('status'), to: (value) => (value === 2n ? 3n : 2n) },
      source_run_id: { field: named('sourceRun'), to: otherRun },
      experiment_id: { field: named('experiment'), to: (value) => (value === 2n ? 3n : 2n) },
      lifecycle_stage: { field: () => undefined, to: () => 'deleted' },
    },
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
    where: `${notOurs('key')} AND key <> 'mlflow.prompt.is_prompt'`,
  }),
]

function linkOfTag(row: Row): string {
  return row.key === 'mlflow.parentRunId' ? 'parent' : 'root'
}

function linkOfInput(row: Row): string {
  return row.source_type === 'RUN_OUTPUT' ? 'modelOutputs' : 'modelInputs'
}
