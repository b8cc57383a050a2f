import type { WireModelVersion } from '@mlferry/client'
import type { ModelVersionHeader, Query } from '@mlferry/core'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { modelVersionHeader } from './model-version-header.ts'
import { VersionPlaces } from './version-places.ts'

/** The versions of registered models, by number. */
export async function* listModelVersions(query: Query, context: ServerContext, signal: AbortSignal) {
  for (const name of namesIn(query)) yield await versionsOf(name, query, context, signal)
}

/** Those that hold what is asked for: ids begin with their names. */
export function namesIn({ scopes, ids = [] }: Query): Iterable<string> {
  return scopes?.map(({ id }) => id) ?? new Set(ids.map((id) => id.replace(/\/[^/]*$/, '')))
}

async function versionsOf(
  name: string,
  { ids, thorough }: Query,
  context: ServerContext,
  signal: AbortSignal,
): Promise<ModelVersionHeader[]> {
  const wanted = ids && new Set(ids)
  const aliases = await aliasesOf(name, context, signal)
  const places = new VersionPlaces(context, signal)
  const headers: ModelVersionHeader[] = []
  for await (const version of searchVersions(name, context, signal)) {
    const plain = { aliases: aliases.get(String(version.version)) ?? [], runRoot: undefined, download: '' }
    if (wanted && !wanted.has(modelVersionHeader(version, plain).ref.id)) continue
    headers.push(await places.headerOf(version, { aliases: plain.aliases, thorough }))
  }
  return headers.sort((a, b) => a.fields.version - b.fields.version)
}

export async function* searchVersions(
  name: string,
  { client }: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<WireModelVersion> {
  for await (const version of client.modelVersions.search({ ...nameFilter(name), signal }))
    if (version.name === name) yield version
}

/** A filter cannot quote a name with both kinds of quotes: then every version is asked for. */
export function nameFilter(name: string, more?: string): { readonly filter?: string } {
  const quote = name.includes("'") ? '"' : "'"
  const clauses = [...(name.includes(quote) ? [] : [`name=${quote}${name}${quote}`]), ...(more ? [more] : [])]
  return clauses.length > 0 ? { filter: clauses.join(' AND ') } : {}
}

/** A search of versions does not tell aliases on every server; the model always does. */
export async function aliasesOf(
  name: string,
  { client }: ServerContext,
  signal: AbortSignal,
): Promise<Map<string, string[]>> {
  const { aliases = [] } = (await client.registeredModels.get({ name, signal }).catch(ifMissing)) ?? {}
  const byVersion = Map.groupBy(aliases, ({ version }) => String(version))
  return new Map([...byVersion].map(([version, group]) => [version, group.map(({ alias }) => alias)]))
}
