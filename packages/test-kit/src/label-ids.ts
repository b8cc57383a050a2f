import { inflateSync } from 'node:zlib'
import type { Row, Tables } from './dump-tables.ts'

/** What each id of a server means, in words that are the same at its copy. */
export interface Labels {
  /** By experiment id, a small number that is an id only in columns and fields that say so. */
  readonly experiments: ReadonlyMap<string, string>
  /** By an id that is an id wherever it stands. */
  readonly objects: ReadonlyMap<string, string>
}

/** Ids as servers make them: 32 or 36 characters, some with letters before them. */
export const madeId = /\b(?:[a-z]{1,6}-)?[0-9a-f]{32}\b|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g

/** An object of a copy is named by the id that it had at the source, where a tag says it. Others have names of their own. */
export function labelIds(tables: Tables): Labels {
  const rows = (table: string) => tables[table] ?? []
  const experiments = new Map(rows('experiments').map((row) => [row.experiment_id ?? '', `experiment ${row.name}`]))
  const objects = new Map<string, string>()
  const name = (table: string, id: string, labelOf: (row: Row) => string) => {
    const labels = rows(table).map((row) => [row[id] ?? '', `${table}: ${labelOf(row)}`] as const)
    for (const [id, label] of labels) objects.set(id, replaceIds(label, objects))
  }
  const source = (table: string, id: string, key = 'key', value = 'value') => {
    const tags = rows(table).filter((row) => row[key] === 'mlferry.source.id')
    return new Map(tags.map((row) => [row[id], row[value] ?? '']))
  }
  const [runs, models] = [source('tags', 'run_uuid'), source('logged_model_tags', 'model_id', 'tag_key', 'tag_value')]
  const sets = source('evaluation_dataset_tags', 'dataset_id')
  const where = ({ experiment_id }: Row) => experiments.get(experiment_id ?? '')
  name('runs', 'run_uuid', ({ run_uuid }) => runs.get(run_uuid ?? '') ?? String(run_uuid))
  name('logged_models', 'model_id', ({ model_id }) => models.get(model_id ?? '') ?? String(model_id))
  name('evaluation_datasets', 'dataset_id', ({ dataset_id }) => sets.get(dataset_id ?? '') ?? String(dataset_id))
  name('evaluation_dataset_records', 'dataset_record_id', (row) => `${row.dataset_id} ${row.input_hash}`)
  name('scorers', 'scorer_id', (row) => `${where(row)} ${row.scorer_name}`)
  name('label_schemas', 'schema_id', (row) => `${where(row)} ${row.name}`)
  name('review_queues', 'queue_id', (row) => `${where(row)} ${row.name}`)
  name('issues', 'issue_id', (row) => `${where(row)} ${row.name} ${row.description}`)
  name('datasets', 'dataset_uuid', (row) => `${where(row)} ${row.name} ${row.digest}`)
  name('webhooks', 'webhook_id', (row) => `${row.name} ${row.url}`)
  name('inputs', 'input_uuid', (row) => `${row.source_id} to ${row.destination_id} ${row.step}`)
  // Users wrote ids of the source into values of their own, where they stay: `findSourceIds` finds those.
  for (const [kind, sources] of Object.entries({ runs, logged_models: models, evaluation_datasets: sets })) {
    for (const id of sources.values()) if (!objects.has(id)) objects.set(id, `${kind}: ${id}`)
  }
  return { experiments, objects }
}

/** A value in which ids are what they mean. */
export function withLabels(table: string, column: string, row: Row, { experiments, objects }: Labels): string | null {
  const text = row[column] ?? null
  if (text === null) return null
  if (column === 'experiment_id') return experiments.get(text) ?? text
  if (table === 'entity_associations') return experiments.get(text) ?? replaceIds(text, objects)
  // The experiments of a prompt: ",1,4,".
  if (row.key === '_mlflow_experiment_ids' && column === 'value')
    return text.replace(/\d+/g, (id) => experiments.get(id) ?? id)
  return replaceIds(table === 'experiment_tags' ? unpack(text) : text, objects)
}

/** Saved views are packed by whoever writes them: a text as they mean it. */
export function unpack(text: string): string {
  return text.replace(/deflate;([A-Za-z0-9+/]+={0,2})/g, (packed, content) => {
    try {
      return inflateSync(Buffer.from(content, 'base64')).toString()
    } catch {
      return packed
    }
  })
}

function replaceIds(text: string, objects: ReadonlyMap<string, string>): string {
  return text.replace(madeId, (id) => objects.get(id) ?? id)
}
