import {
  modelVersionId,
  ownTags,
  type PromptVersionFields,
  type PromptVersionHeader,
  promptTag,
  promptVersionFingerprint,
} from '@mlferry/core'
import { type JsonObject, type JsonValue, stringifyJson } from '@mlferry/exact-json'
import { readTexts, text, unknownMembers } from '../json/json-members.ts'
import { linksIn, readOrigin } from '../reading/read-stanza.ts'
import { textTag, typeTag } from './prompt-version-object.ts'

const known = new Set([
  'name',
  'version',
  'template',
  'tags',
  'aliases',
  'creation_timestamp',
  'last_updated_timestamp',
  'user_id',
  'description',
  'commit_message',
  'variables',
  'uri',
  '_creation_timestamp',
  '_last_updated_timestamp',
])

/** The header of a prompt.json that its schema took. */
export function readPromptVersion(file: JsonObject): PromptVersionHeader {
  const prompt = (file.mlflow as JsonObject).prompt as JsonObject
  const stanza = file.mlferry as JsonObject | undefined
  const written = readTexts(prompt.tags)
  const links = linksIn(stanza) ?? []
  const fields: PromptVersionFields = {
    name: prompt.name as string,
    version: Number(prompt.version ?? 1),
    description: text(prompt.commit_message) || text(prompt.description),
    aliases: [...((stanza?.aliases ?? prompt.aliases ?? []) as readonly string[])].sort(),
    userId: text(prompt.user_id),
    tags: new Map([...ownTags(written), ...madeOf(prompt.template ?? null, stanza)]),
    creationTime: (prompt.creation_timestamp as number | null | undefined) ?? null,
    lastUpdateTime: (prompt.last_updated_timestamp as number | null | undefined) ?? null,
    extra: (stanza?.extra as JsonObject | undefined) ?? unknownMembers(prompt, known),
  }
  return {
    ref: { kind: 'promptVersion', id: modelVersionId(fields.name, fields.version) },
    scope: { kind: 'prompt', id: fields.name },
    fields,
    links,
    fingerprint: promptVersionFingerprint(fields, links),
    ...readOrigin(stanza?.origin, written),
  }
}

/** Internal tags: those in the stanza of mlferry, or those that MLflow would make from the template. */
function madeOf(template: JsonValue, stanza: JsonObject | undefined): Map<string, string> {
  const kept = stanza ? readTexts(stanza.tags) : new Map([[promptTag, 'true']])
  if (typeof template === 'string') {
    kept.set(textTag, template)
    if (!stanza) kept.set(typeTag, 'text')
  } else if (!stanza && template !== null) {
    kept.set(textTag, stringifyJson(template, { ascii: true }))
    kept.set(typeTag, 'chat')
  }
  return kept
}
