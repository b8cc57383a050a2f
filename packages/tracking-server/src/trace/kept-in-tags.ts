import type { WireTrace } from '@mlferry/client'
import {
  isProvenanceTag,
  joinEntries,
  type Link,
  MlferryError,
  moreEntries,
  provenanceTags,
  type Ref,
  type TraceFields,
} from '@mlferry/core'
import { type JsonObject, parseJson, stringifyJson } from '@mlferry/exact-json'
import type { DeclaredServer } from '../server/server-kind.ts'
import { isAtLeast } from '../server/server-limits.ts'
import { wireAssessment } from './assessment.ts'

/** Assessments, as servers that know them have them. */
const assessmentsTag = `${provenanceTags.keptPrefix}assessments`
/** Of the metadata below, as it is at the source; empty: it has none. */
const schemaTag = `${provenanceTags.keptPrefix}trace_schema.version`
const schemaKey = 'mlflow.trace_schema.version'

/** Servers cut longer values of tags, or refuse them. */
const mostCharacters = 4000

/** A trace as an older server can have it, and tags that hold the rest: from there it comes back. */
export function keepInTags(
  fields: TraceFields,
  { id }: Ref,
  server: DeclaredServer,
): { readonly fields: TraceFields; readonly tags: Readonly<Record<string, string>> } {
  const apart = knowsIssues(server) ? [] : fields.assessments.filter(({ value }) => value.kind === 'issue')
  const text = stringifyJson(apart.map((each) => wireAssessment(each, id)))
  const schema = fields.metadata.get(schemaKey) ?? ''
  const tags = [
    ...(apart.length > 0 ? moreEntries(assessmentsTag, text, mostCharacters) : []),
    ...(saysSchema3(server) && schema !== '3' ? [[schemaTag, schema] as const] : []),
  ]
  const assessments = fields.assessments.filter((each) => !apart.includes(each))
  return { fields: { ...fields, assessments }, tags: Object.fromEntries(tags) }
}

/** The other way round: a trace as it was before. */
export function withKeptInTags(trace: WireTrace): WireTrace {
  const { tags = {}, trace_metadata = {}, assessments = [] } = trace
  const kept = joinEntries(new Map(Object.entries(tags).filter(([key]) => isProvenanceTag(key))))
  const [apart, schema] = [kept.get(assessmentsTag), kept.get(schemaTag)]
  if (apart === undefined && schema === undefined) return trace
  const { [schemaKey]: said, ...metadata } = trace_metadata
  const own = schema ?? said
  return {
    ...trace,
    trace_metadata: own ? { ...metadata, [schemaKey]: own } : metadata,
    assessments: [...assessments, ...((apart ? parseJson(apart) : []) as readonly JsonObject[])],
  }
}

/** What links tell of assessments that the server does not show. */
export function lostAssessments(links: readonly Link[], server: DeclaredServer): readonly MlferryError[] {
  if (knowsIssues(server) || !links.some(({ field }) => field === 'issues')) return []
  const message = `MLflow ${server.version} has no assessments that name issues: they are kept in its tag ${assessmentsTag}`
  return [new MlferryError('ERR_KIND_DEGRADED', message)]
}

function knowsIssues({ version }: DeclaredServer): boolean {
  return version === undefined || isAtLeast(version, 3, 17)
}

/** Whatever a trace has, 3.4 says that its schema is 3. */
function saysSchema3({ version }: DeclaredServer): boolean {
  return version !== undefined && !isAtLeast(version, 3, 10)
}
