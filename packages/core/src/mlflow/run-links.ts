import type { Link } from '../objects/ref.ts'
import { mlflowTags, type Tag } from './mlflow-tags.ts'

/** Links that MLflow keeps as tags of the run, by field. */
export const runLinkTags: Readonly<Record<string, string>> = {
  parent: mlflowTags.parentRun,
  root: mlflowTags.rootRun,
}

/** What each link of a run points at. */
export const runLinkKinds: Readonly<Record<string, string>> = {
  parent: 'run',
  root: 'run',
  modelInputs: 'loggedModel',
  modelOutputs: 'loggedModel',
}

/** Links that the tags of a run are. */
export function runLinksInTags(tags: ReadonlyMap<string, string>): Link[] {
  return Object.entries(runLinkTags).flatMap(([field, tag]) => {
    const id = tags.get(tag)
    return id ? [{ field, to: { kind: 'run', id } }] : []
  })
}

/** The other way round, of those that are tags. */
export function tagsOfRunLinks(links: readonly Link[]): Tag[] {
  return links.flatMap(({ field, to }) => {
    const key = runLinkTags[field]
    return key ? [{ key, value: to.id }] : []
  })
}
