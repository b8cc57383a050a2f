import type { Reference } from './reference.ts'

type Kind = NonNullable<Reference['kind']>

/** What the path of a page names, the narrowest first. */
const paths: readonly (readonly [kind: Kind, path: RegExp])[] = [
  ['run', /^\/experiments\/[^/]+\/runs\/([^/]+)/],
  ['loggedModel', /^\/experiments\/[^/]+\/models\/(m-[^/]+)/],
  ['trace', /^\/experiments\/[^/]+\/traces\/(tr-[^/]+)/],
  ['modelVersion', /^\/models\/([^/]+)\/versions\/(\d+)/],
  ['registeredModel', /^\/models\/([^/]+)/],
  ['prompt', /^\/(?:experiments\/[^/]+\/)?prompts\/([^/]+)/],
  ['experiment', /^\/experiments\/([^/]+)/],
]

/** What a page has open beside its list is in its query. */
const openBeside: readonly (readonly [kind: Kind, name: string])[] = [
  ['trace', 'selectedEvaluationId'],
  ['trace', 'selectedTraceId'],
  ['evaluationDataset', 'selectedDatasetId'],
]

/** An object by the address of its page in MLflow, as a browser shows it: `http://host/#/experiments/1/runs/3f2a…`. */
export function parsePage(text: string): Reference | undefined {
  const [, page] = /^https?:\/\/[^#]*#(\/[^#]*)$/is.exec(text) ?? []
  if (page === undefined) return undefined
  const { pathname, searchParams } = new URL(page, 'http://page')
  const path = pathname.replace(/^\/workspaces\/[^/]+/, '')
  for (const [kind, name] of openBeside) {
    const id = searchParams.get(name)
    if (id) return referenceTo(kind, id)
  }
  const prompt = searchParams.get('promptVersion')
  for (const [kind, pattern] of paths) {
    const [, ...ids] = pattern.exec(path) ?? []
    if (ids.length === 0) continue
    const id = ids.map(decodeURIComponent).join('/')
    return kind === 'prompt' && prompt ? referenceTo('promptVersion', `${id}/${prompt}`) : referenceTo(kind, id)
  }
  return undefined
}

/** Pages of another server have other experiments in their addresses, so an id is written alone. */
function referenceTo(kind: Kind, id: string): Reference {
  return { kind, id, write: (other) => (kind === 'modelVersion' ? `models:/${other}` : other) }
}
