import type { Link } from '../objects/ref.ts'
import { mlflowTags, type Tag } from './mlflow-tags.ts'

/** A tag in which MLflow keeps ids of other objects, with commas between and, for some tags, around them. */
export interface IdListTag {
  readonly key: string
  /** Of the links that stand for it. */
  readonly field: string
  /** Kind of the objects. */
  readonly kind: string
  readonly around: string
}

export const experimentIdsTag: IdListTag = {
  key: mlflowTags.experimentIds,
  field: 'experiments',
  kind: 'experiment',
  around: ',',
}

/** Written up to MLflow 3.0. */
export const runIdsTag: IdListTag = {
  key: mlflowTags.promptRuns,
  field: 'runs',
  kind: 'run',
  around: '',
}

export function linksInIdList(tags: ReadonlyMap<string, string>, { key, field, kind }: IdListTag): Link[] {
  return [...new Set(idsIn(tags.get(key)))].map((id) => ({ field, to: { kind, id } }))
}

/** The tag with these links, and with ids that it has at the target already. None where there is nothing to say. */
export function idListOfLinks(
  links: readonly Link[],
  there: ReadonlyMap<string, string>,
  { key, field, around }: IdListTag,
): Tag[] {
  const had = idsIn(there.get(key))
  const linked = links.filter((link) => link.field === field).map(({ to }) => to.id)
  const missing = linked.filter((id) => !had.includes(id))
  return missing.length === 0 ? [] : [{ key, value: `${around}${[...had, ...missing].join(',')}${around}` }]
}

function idsIn(value = ''): string[] {
  return value
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '')
}
