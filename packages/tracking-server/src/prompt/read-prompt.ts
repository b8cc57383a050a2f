import type { WireRegisteredModel } from '@mlferry/client'
import {
  experimentIdsTag,
  joinEntries,
  linksInIdList,
  originOf,
  ownTags,
  type PromptFields,
  type PromptHeader,
  promptFingerprint,
  promptTag,
  type Query,
} from '@mlferry/core'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { wireTime } from '../server/wire-time.ts'

/** Servers that know prompts leave them out of any search that does not ask for them; older ones take the filter too. */
export const promptFilter = `tags.\`${promptTag}\` = 'true'`

/** Listed by name: newcomers shift no page that was read. */
export async function* listPrompts(
  { ids }: Query,
  { client }: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<PromptHeader[]> {
  const search = { filter: promptFilter, orderBy: ['name ASC'], signal }
  for await (const { registered_models = [] } of client.registeredModels.searchPages(search)) {
    yield registered_models.filter(({ name }) => ids?.includes(name) ?? true).map(promptHeader)
  }
}

export function promptHeader(wire: WireRegisteredModel): PromptHeader {
  const { name, description, creation_timestamp, last_updated_timestamp } = wire
  const tags = joinEntries(tagMap(wire.tags))
  const fields: PromptFields = {
    name,
    description: description ?? '',
    tags: ownTags(tags, [experimentIdsTag.key]),
    creationTime: wireTime(creation_timestamp),
    lastUpdateTime: wireTime(last_updated_timestamp),
    extra: {},
  }
  const links = linksInIdList(tags, experimentIdsTag)
  const ref = { kind: 'prompt', id: name }
  return { ref, fields, links, fingerprint: promptFingerprint(fields, links), ...originOf(tags) }
}
