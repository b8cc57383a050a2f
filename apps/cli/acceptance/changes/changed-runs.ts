import {
  type ChangedTable,
  entries,
  entry,
  later,
  named,
  notOurs,
  otherNumber,
  otherRun,
  type Row,
  text,
} from './changed-table.ts'

const linkTags = "'mlflow.parentRunId', 'mlflow.rootRunId'"

export const changedRuns: readonly ChangedTable[] = [
  {
    // What is known by its name in an experiment would be missing with that.
    table: 'experiments',
    where: `experiment_id <> 0 AND experiment_id NOT IN (SELECT experiment_id FROM scorers
      UNION SELECT experiment_id FROM label_schemas WHERE is_default = 0 UNION SELECT experiment_id FROM review_queues)`,
    objects: 'CAST(t.experiment_id AS TEXT)',
    columns: {
      name: { field: named('name'), to: text },
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
      value: { field: entry('metrics', 'key'), to: otherNumber },
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
      value: { field: entry('latestMetrics', 'key'), to: otherNumber },
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
]

function linkOfTag(row: Row): string {
  return row.key === 'mlflow.parentRunId' ? 'parent' : 'root'
}

function linkOfInput(row: Row): string {
  return row.source_type === 'RUN_OUTPUT' ? 'modelOutputs' : 'modelInputs'
}
