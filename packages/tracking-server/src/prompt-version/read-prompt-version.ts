import type { WireModelVersion } from '@mlferry/client'
import {
  joinEntries,
  linksInIdList,
  modelVersionId,
  originOf,
  ownTags,
  type PromptVersionFields,
  type PromptVersionHeader,
  promptVersionFingerprint,
  type Query,
  runIdsTag,
} from '@mlferry/core'
import { aliasesOf, nameFilter, namesIn } from '../model-version/read-model-version.ts'
import { promptFilter } from '../prompt/read-prompt.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { wireTime } from '../server/wire-time.ts'

/** The versions of prompts, by number. */
export async function* listPromptVersions(query: Query, context: ServerContext, signal: AbortSignal) {
  for (const name of namesIn(query)) yield await versionsOf(name, query, context, signal)
}

async function versionsOf(
  name: string,
  { ids }: Query,
  context: ServerContext,
  signal: AbortSignal,
): Promise<PromptVersionHeader[]> {
  const aliases = await aliasesOf(name, context, signal)
  const headers: PromptVersionHeader[] = []
  for await (const version of searchPromptVersions(name, context, signal)) {
    const header = promptVersionHeader(version, aliases.get(String(version.version)) ?? [])
    if (ids?.includes(header.ref.id) ?? true) headers.push(header)
  }
  return headers.sort((a, b) => a.fields.version - b.fields.version)
}

/** A search leaves out versions of prompts, too, unless it asks for them. */
export async function* searchPromptVersions(
  name: string,
  { client }: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<WireModelVersion> {
  // A prompt may be long, and a page is held in memory.
  const search = { ...nameFilter(name, promptFilter), maxResults: 100, signal }
  for await (const version of client.modelVersions.search(search)) if (version.name === name) yield version
}

export function promptVersionHeader(wire: WireModelVersion, aliases: readonly string[]): PromptVersionHeader {
  const { name, creation_timestamp, last_updated_timestamp } = wire
  const tags = joinEntries(tagMap(wire.tags))
  const version = Number(wire.version)
  const fields: PromptVersionFields = {
    name,
    version,
    description: wire.description ?? '',
    aliases: [...aliases].sort(),
    userId: wire.user_id ?? '',
    tags: ownTags(tags, [runIdsTag.key]),
    creationTime: wireTime(creation_timestamp),
    lastUpdateTime: wireTime(last_updated_timestamp),
    extra: {},
  }
  const links = linksInIdList(tags, runIdsTag)
  return {
    ref: { kind: 'promptVersion', id: modelVersionId(name, version) },
    scope: { kind: 'prompt', id: name },
    fields,
    links,
    fingerprint: promptVersionFingerprint(fields, links),
    ...originOf(tags),
  }
}
