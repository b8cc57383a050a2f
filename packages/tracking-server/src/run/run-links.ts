import type { WireTag } from '@mlferry/client'
import type { Link } from '@mlferry/core'

/** Links that MLflow keeps as tags of the run. */
export const linkTags: Readonly<Record<string, string>> = { parent: 'mlflow.parentRunId', root: 'mlflow.rootRunId' }

/** What each link of a run points at. */
export const runLinkKinds: Readonly<Record<string, string>> = {
  parent: 'run',
  root: 'run',
  modelInputs: 'loggedModel',
  modelOutputs: 'loggedModel',
}

/** Resolved links that are written as tags. */
export function tagsOfLinks(links: readonly Link[]): WireTag[] {
  return links.flatMap(({ field, to }) => {
    const key = linkTags[field]
    return key ? [{ key, value: to.id }] : []
  })
}
