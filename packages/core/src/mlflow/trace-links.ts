import { parseJson } from '@mlferry/exact-json'
import type { Link } from '../objects/ref.ts'
import type { Assessment, TraceFields } from '../objects/trace.ts'
import { mlflowTags } from './mlflow-tags.ts'

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

/** Links that MLflow keeps as metadata of the trace, by field. */
const metadataKeys: Readonly<Record<string, string>> = {
  sourceRun: mlflowTags.sourceRun,
  model: mlflowTags.traceModel,
}
/** As MLflow makes ids of runs: a source with such an id is one. */
const runId = /^[0-9a-f]{32}$/

/** Written by a server by itself: only it can mean them. */
const { artifactLocation, spansLocation, archiveLocation } = mlflowTags
const serversOwn: readonly string[] = [artifactLocation, spansLocation, archiveLocation]
const ownMetadata = 'mlflow.trace.infoFinalized'

/** Takes a trace as MLflow says it apart into what it is and what it refers to, but for the runs that it was linked to later. */
export function withoutTraceLinks(fields: TraceFields): {
  readonly fields: TraceFields
  readonly links: readonly Link[]
} {
  const { metadata, tags } = fields
  const assessments = fields.assessments.map(withoutLinks)
  const links: Link[] = [
    ...Object.entries(metadataKeys).flatMap(([field, key]) => linkTo(field, metadata.get(key))),
    ...promptsIn(tags.get(mlflowTags.linkedPrompts)).flatMap(({ name, version }) =>
      linkTo('prompts', `${name}/${version}`),
    ),
    ...assessments.flatMap((each) => each.links),
  ]
  return {
    fields: {
      ...fields,
      metadata: without(metadata, [ownMetadata, ...Object.values(metadataKeys)]),
      tags: without(tags, [mlflowTags.linkedPrompts, ...serversOwn]),
      assessments: assessments.map(({ assessment }) => assessment),
    },
    links,
  }
}

/** The other way round: links stand where MLflow has them. */
export function withTraceLinks(fields: TraceFields, links: readonly Link[]): TraceFields {
  const metadata = links.flatMap(({ field, to }) => {
    const key = metadataKeys[field]
    return key ? [[key, to.id] as const] : []
  })
  const prompts = links.filter(({ field }) => field === 'prompts').map(({ to }) => promptOf(to.id))
  const text = prompts.map(
    ({ name, version }) => `{"name": ${JSON.stringify(name)}, "version": ${JSON.stringify(version)}}`,
  )
  return {
    ...fields,
    metadata: new Map([...fields.metadata, ...metadata]),
    tags:
      prompts.length === 0
        ? fields.tags
        : new Map([...fields.tags, [mlflowTags.linkedPrompts, `[${text.join(', ')}]`]]),
    assessments: fields.assessments.map((each) => withLinks(each, links)),
  }
}

/** What the id of a prompt version names: names may hold slashes. */
export function promptOf(id: string): { readonly name: string; readonly version: string } {
  const end = id.lastIndexOf('/')
  return { name: id.slice(0, end), version: id.slice(end + 1) }
}

function withoutLinks(given: Assessment): { readonly assessment: Assessment; readonly links: readonly Link[] } {
  const { id, name, source, metadata, value } = given
  const data = { assessment: id }
  const run = metadata.get(mlflowTags.assessmentRun)
  const bySource = runId.test(source.id) || (run !== undefined && source.id === run)
  const isIssue = value.kind === 'issue'
  const assessment = {
    ...given,
    name: isIssue ? '' : name,
    source: bySource ? { ...source, id: '' } : source,
    metadata: without(metadata, [mlflowTags.assessmentRun]),
  }
  const links = [
    ...linkTo('assessmentRuns', run),
    ...(bySource ? linkTo('assessmentSources', source.id) : []),
    ...(isIssue ? linkTo('issues', name) : []),
  ]
  return { assessment, links: links.map((link) => ({ ...link, data })) }
}

function withLinks(assessment: Assessment, links: readonly Link[]): Assessment {
  const { id, name, source, metadata, value } = assessment
  const linked = (field: string) => links.find((link) => link.field === field && link.data?.assessment === id)?.to.id
  const run = linked('assessmentRuns')
  return {
    ...assessment,
    name: value.kind === 'issue' ? (linked('issues') ?? name) : name,
    source: { ...source, id: linked('assessmentSources') ?? source.id },
    metadata: run === undefined ? metadata : new Map([...metadata, [mlflowTags.assessmentRun, run]]),
  }
}

function linkTo(field: string, id: string | undefined): Link[] {
  return id ? [{ field, to: { kind: traceLinkKinds[field] ?? '', id } }] : []
}

function promptsIn(tag: string | undefined): { readonly name: string; readonly version: string }[] {
  if (!tag) return []
  try {
    const list = parseJson(tag) as readonly { readonly name: string; readonly version: string | number }[]
    return list.map(({ name, version }) => ({ name, version: String(version) }))
  } catch {
    return []
  }
}

function without(map: ReadonlyMap<string, string>, keys: readonly string[]): Map<string, string> {
  return new Map([...map].filter(([key]) => !keys.includes(key)))
}
