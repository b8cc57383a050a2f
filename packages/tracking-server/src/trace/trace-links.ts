import { type JsonObject, type Link, parseJson } from '@mlferry/core'

/** Links that MLflow keeps as metadata of the trace. */
export const metadataLinks: Readonly<Record<string, { readonly key: string; readonly kind: string }>> = {
  sourceRun: { key: 'mlflow.sourceRun', kind: 'run' },
  model: { key: 'mlflow.modelId', kind: 'loggedModel' },
}

/** A tag that lists prompt versions, as JSON. */
export const promptsTag = 'mlflow.linkedPrompts'

/** What each link of a trace points at. */
export const traceLinkKinds: Readonly<Record<string, string>> = {
  sourceRun: 'run',
  runs: 'run',
  model: 'loggedModel',
  prompts: 'promptVersion',
  assessmentRuns: 'run',
  assessmentSources: 'run',
  issues: 'issue',
}

export function readMetadataLinks(metadata: ReadonlyMap<string, string>): Link[] {
  return Object.entries(metadataLinks).flatMap(([field, { key, kind }]) => {
    const id = metadata.get(key)
    return id ? [{ field, to: { kind, id } }] : []
  })
}

/** Resolved links that are written as metadata. */
export function metadataOfLinks(links: readonly Link[]): [string, string][] {
  return links.flatMap(({ field, to }) => {
    const link = metadataLinks[field]
    return link ? [[link.key, to.id] as [string, string]] : []
  })
}

export function readPromptLinks(tag: string | undefined): Link[] {
  return promptsIn(tag).map(({ name, version }) => ({
    field: 'prompts',
    to: { kind: 'promptVersion', id: `${name}/${version}` },
  }))
}

/** The prompt version that an id names: names may hold slashes. */
export function promptOf(id: string): { readonly name: string; readonly version: string } {
  const end = id.lastIndexOf('/')
  return { name: id.slice(0, end), version: id.slice(end + 1) }
}

function promptsIn(tag: string | undefined): { name: string; version: string }[] {
  if (!tag) return []
  try {
    const list = parseJson(tag) as readonly JsonObject[]
    return list.map(({ name, version }) => ({ name: String(name), version: String(version) }))
  } catch {
    return []
  }
}
