import { type ChangedTable, entries, later, named, otherRun, type Row, text } from './changed-table.ts'

const other = (one: string, two: string) => (value: Row[string]) => (value === one ? two : one)
/** JSON text of a list with one member more. */
const longer = (value: Row[string]) => JSON.stringify([...JSON.parse(String(value ?? '[]')), 'by hand'])
/** A text with its first match of a pattern replaced; undefined where there is none. */
const replaced = (pattern: RegExp, to: string | ((all: string, ...groups: string[]) => string)) => {
  return (value: Row[string]) => {
    const before = String(value ?? '')
    const after = before.replace(pattern, to as string)
    return after === before ? undefined : after
  }
}
const ownKey = "key NOT LIKE 'mlflow.%' AND key NOT LIKE 'mlferry.%'"

export const changedEvaluation: readonly ChangedTable[] = [
  {
    table: 'trace_info',
    objects: 't.request_id',
    columns: {
      timestamp_ms: { field: named('requestTime'), to: later },
      execution_time_ms: { field: named('duration'), to: later },
      status: { field: named('state'), to: other('OK', 'ERROR') },
      client_request_id: { field: named('clientRequestId'), to: text },
      request_preview: { field: named('requestPreview'), to: text },
      response_preview: { field: named('responsePreview'), to: text },
    },
    removed: () => undefined,
  },
  entries('trace_tags', 'tags', { key: 'key', value: 'value', objects: 't.request_id', where: ownKey }),
  entries('trace_request_metadata', 'metadata', { key: 'key', value: 'value', objects: 't.request_id', where: ownKey }),
  {
    table: 'assessments',
    objects: 't.trace_id',
    where: "assessment_type = 'feedback'",
    columns: {
      name: { field: named('assessments'), to: text },
      value: { field: named('assessments'), to: other('true', 'false') },
      rationale: { field: named('assessments'), to: text },
      source_type: { field: named('assessments'), to: other('HUMAN', 'CODE') },
    },
    removed: named('assessments'),
  },
  {
    table: 'spans',
    objects: 't.trace_id',
    columns: {
      name: { column: 'content', field: named('spans'), to: replaced(/"name": "/, '"name": "x') },
      end: {
        column: 'content',
        field: named('spans'),
        to: replaced(/"end_time_unix_nano": (\d+)/, (_, time) => `"end_time_unix_nano": ${BigInt(time ?? 0) + 1n}`),
      },
      status: { column: 'content', field: named('spans'), to: replaced(/STATUS_CODE_OK/, 'STATUS_CODE_ERROR') },
    },
  },
  {
    table: 'spans',
    where:
      'trace_id IN (SELECT trace_id FROM spans GROUP BY trace_id HAVING count(*) > 1) AND parent_span_id IS NOT NULL',
    objects: 't.trace_id',
    columns: {},
    removed: named('spans'),
  },
  {
    table: 'evaluation_datasets',
    objects: 't.dataset_id',
    columns: { name: { field: named('name'), to: text } },
  },
  entries('evaluation_dataset_tags', 'tags', {
    key: 'key',
    value: 'value',
    objects: 't.dataset_id',
    where: ownKey,
  }),
  {
    table: 'evaluation_dataset_records',
    objects: 't.dataset_id',
    columns: {
      inputs: { field: named('records'), to: () => '{"changed": "by hand"}' },
      expectations: { field: named('records'), to: () => '{"changed": "by hand"}' },
      tags: { field: named('records'), to: () => '{"changed": "by hand"}' },
    },
    removed: named('records'),
  },
  {
    table: 'entity_associations',
    where: "source_type = 'evaluation_dataset' AND destination_type = 'experiment'",
    objects: 't.source_id',
    columns: {},
    removed: named('experiments'),
  },
  {
    table: 'issues',
    objects: 't.issue_id',
    columns: {
      name: { field: named('name'), to: text },
      description: { field: named('description'), to: text },
      status: { field: named('status'), to: other('resolved', 'rejected') },
      severity: { field: named('severity'), to: other('high', 'low') },
      root_causes: { field: named('rootCauses'), to: longer },
      categories: { field: named('categories'), to: longer },
      created_by: { field: named('createdBy'), to: text },
      source_run_id: { field: named('sourceRun'), to: otherRun },
    },
  },
  {
    table: 'scorer_versions',
    objects: 't.scorer_id',
    columns: { serialized_scorer: { field: named('versions'), to: replaced(/"name": "/, '"name": "x') } },
  },
  {
    table: 'scorer_versions',
    where: 'scorer_id IN (SELECT scorer_id FROM scorer_versions GROUP BY scorer_id HAVING count(*) > 1)',
    objects: 't.scorer_id',
    columns: { scorer_version: { field: named('versions'), to: (value) => BigInt(value ?? 0) + 100n } },
    removed: named('versions'),
  },
  {
    table: 'label_schemas',
    where: 'is_default = 0',
    objects: 't.schema_id',
    columns: {
      instruction: { field: named('instruction'), to: text },
      enable_comment: { field: named('enableComment'), to: (value) => (value === 1n ? 0n : 1n) },
    },
  },
  {
    table: 'review_queues',
    objects: 't.queue_id',
    columns: { created_by: { field: named('createdBy'), to: text } },
  },
  {
    table: 'review_queue_users',
    where: "queue_id IN (SELECT queue_id FROM review_queues WHERE queue_type = 'custom')",
    objects: 't.queue_id',
    columns: { user_id: { field: named('users'), to: text } },
    removed: named('users'),
  },
  {
    table: 'review_queue_items',
    objects: 't.queue_id',
    columns: { status: { field: named('items'), to: other('pending', 'declined') } },
    removed: named('items'),
  },
  {
    table: 'review_queue_label_schemas',
    where: 'schema_id IN (SELECT schema_id FROM label_schemas WHERE is_default = 0)',
    objects: 't.queue_id',
    columns: {},
    removed: named('schemas'),
  },
  {
    table: 'webhooks',
    objects: 't.webhook_id',
    columns: { description: { field: named('description'), to: text } },
  },
  {
    table: 'webhook_events',
    where: 'webhook_id IN (SELECT webhook_id FROM webhook_events GROUP BY webhook_id HAVING count(*) > 1)',
    objects: 't.webhook_id',
    columns: {},
    removed: named('events'),
  },
]
