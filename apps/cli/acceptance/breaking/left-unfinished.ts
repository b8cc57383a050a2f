import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CopyResult } from '@mlferry/cli-kit'
import type { MlflowServer } from '@mlferry/test-kit'

/** What a job has to leave none of, in the database of its target: each query selects it. */
const unfinished = {
  'runs without a mark': unmarked('runs', 'run_uuid', { tags: 'tags', key: 'key' }),
  // Status 1 is PENDING: such a model has no mark, and one that a job made with a mark was not told its status.
  'logged models without a mark': `${unmarked('logged_models', 'model_id', { tags: 'logged_model_tags', key: 'tag_key' })} AND o.status <> 1`,
  'logged models without their status': `SELECT m.model_id FROM logged_models m JOIN logged_model_tags t USING (model_id)
    WHERE m.status = 1 AND t.tag_key = 'mlferry.source.fingerprint'`,
  'versions without a mark': `SELECT name || '/' || version FROM model_versions v WHERE current_stage <> 'Deleted_Internal' AND NOT EXISTS
    (SELECT 1 FROM model_version_tags t WHERE t.name = v.name AND t.version = v.version AND t.key = 'mlferry.source.fingerprint')`,
  'versions in the place of others': `SELECT v.name || '/' || v.version FROM model_versions v JOIN model_version_tags t
    ON t.name = v.name AND t.version = v.version AND t.key = 'mlferry.source.id'
    WHERE v.current_stage <> 'Deleted_Internal' AND t.value <> v.name || '/' || v.version`,
  'placeholders of scorers': `SELECT s.scorer_id FROM scorer_versions s WHERE s.serialized_scorer LIKE '%mlferry.placeholder%'`,
  'runs that wait for others': `SELECT run_uuid || ' ' || key FROM tags WHERE key LIKE 'mlferry.pending%'`,
  'models that wait for others': `SELECT model_id || ' ' || tag_key FROM logged_model_tags WHERE tag_key LIKE 'mlferry.pending%'`,
  'versions that wait for others': `SELECT name || ' ' || key FROM model_version_tags WHERE key LIKE 'mlferry.pending%'`,
  'prompts that wait for others': `SELECT name || ' ' || key FROM registered_model_tags WHERE key LIKE 'mlferry.pending%'`,
  'traces that wait for others': `SELECT request_id || ' ' || key FROM trace_tags WHERE key LIKE 'mlferry.pending%'`,
  'runs made twice': twice('tags', 'key', 'value'),
  'logged models made twice': twice(
    "(SELECT t.* FROM logged_model_tags t JOIN logged_models m ON m.model_id = t.model_id WHERE m.lifecycle_stage <> 'deleted')",
    'tag_key',
    'tag_value',
  ),
  'datasets made twice': twice('evaluation_dataset_tags', 'key', 'value'),
  leases: `SELECT value FROM experiment_tags WHERE key = 'mlferry.lease' AND value LIKE '%until%'`,
}

/** Names what is unfinished at the target of a copy, or there twice. `pending`: what the copy says that it waits for. */
export function leftUnfinished(
  { dir }: Pick<MlflowServer, 'dir'>,
  { pending }: Pick<CopyResult, 'pending'> = { pending: [] },
): string[] {
  const said = new Set(pending.map(({ target, field }) => `${target.id} mlferry.pending.${field}`))
  using db = new DatabaseSync(join(dir, 'mlflow.db'), { readOnly: true, timeout: 10_000 })
  return Object.entries(unfinished).flatMap(([what, query]) =>
    db
      .prepare(query)
      .all()
      .filter((row) => !said.has(Object.values(row).join(' ')))
      .map((row) => `${what}: ${Object.values(row).join(' ')}`),
  )
}

function unmarked(table: string, id: string, { tags, key }: { readonly tags: string; readonly key: string }): string {
  return `SELECT o.${id} FROM ${table} o WHERE NOT EXISTS
    (SELECT 1 FROM ${tags} t WHERE t.${id} = o.${id} AND t.${key} = 'mlferry.source.fingerprint')`
}

function twice(tags: string, key: string, value: string): string {
  return `SELECT ${value} FROM ${tags} WHERE ${key} = 'mlferry.source.id' GROUP BY ${value} HAVING COUNT(*) > 1`
}
