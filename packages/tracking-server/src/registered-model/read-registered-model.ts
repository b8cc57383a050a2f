import type { WireRegisteredModel } from '@mlferry/client'
import {
  isPrompt,
  originOf,
  ownTags,
  type Query,
  type RegisteredModelFields,
  type RegisteredModelHeader,
  registeredModelFingerprint,
} from '@mlferry/core'
import { ifMissing } from '../server/if-missing.ts'
import type { ServerContext } from '../server/server-context.ts'
import { tagMap } from '../server/tag-map.ts'
import { wireTime } from '../server/wire-time.ts'

/** Listed by name: newcomers shift no page that was read. Prompts, which MLflow keeps as models too, are left out. */
export async function* listRegisteredModels(
  { ids }: Query,
  context: ServerContext,
  signal: AbortSignal,
): AsyncGenerator<RegisteredModelHeader[]> {
  const { registeredModels } = context.client
  if (ids) {
    for (const name of ids) {
      const found = await registeredModels.get({ name, signal }).catch(ifMissing)
      if (found) yield [registeredModelHeader(found)]
    }
    return
  }
  for await (const { registered_models = [] } of registeredModels.searchPages({ orderBy: ['name ASC'], signal })) {
    yield registered_models.filter(({ tags }) => !isPrompt(tagMap(tags))).map(registeredModelHeader)
  }
}

export function registeredModelHeader(wire: WireRegisteredModel): RegisteredModelHeader {
  const { name, description, creation_timestamp, last_updated_timestamp } = wire
  const tags = tagMap(wire.tags)
  const fields: RegisteredModelFields = {
    name,
    description: description ?? '',
    tags: ownTags(tags),
    creationTime: wireTime(creation_timestamp),
    lastUpdateTime: wireTime(last_updated_timestamp),
    extra: {},
  }
  const ref = { kind: 'registeredModel', id: name }
  return { ref, fields, links: [], fingerprint: registeredModelFingerprint(fields), ...originOf(tags) }
}
