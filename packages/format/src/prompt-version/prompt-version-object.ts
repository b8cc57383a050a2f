import { isMlferryError, mlflowTags, type PromptVersionFields } from '@mlferry/core'
import { type JsonObject, type JsonValue, parseJson } from '@mlferry/exact-json'
import { humanTime, textsToJson } from '../json/json-text.ts'

export const textTag = mlflowTags.promptText
export const typeTag = mlflowTags.promptType
/** Tags in which MLflow stores the version itself. It does not show them as tags. */
const internal = /^(?:mlflow\.prompt\.|_mlflow_prompt_)/

/** A version as the Python tool writes it: the text is a member, and internal tags are left out. */
export function promptVersionObject(fields: PromptVersionFields): JsonObject {
  const { name, version, description, tags, creationTime, lastUpdateTime, userId } = fields
  const text = tags.get(textTag) ?? ''
  return {
    name,
    version,
    template: templateOf(fields),
    tags: textsToJson(new Map([...tags].filter(([key]) => !internal.test(key)))),
    creation_timestamp: creationTime,
    last_updated_timestamp: lastUpdateTime,
    user_id: userId,
    description,
    commit_message: description,
    variables: variablesIn(text),
    uri: `prompts:/${name}/${version}`,
    _creation_timestamp: humanTime(creationTime),
    _last_updated_timestamp: humanTime(lastUpdateTime),
  }
}

/** Internal tags that the object has no member for. A text prompt has its text there already. */
export function internalTags({ tags }: PromptVersionFields): Map<string, string> {
  const plain = typeof templateOf({ tags }) === 'string'
  return new Map([...tags].filter(([key]) => internal.test(key) && !(plain && key === textTag)))
}

/** The messages of a chat prompt, or the text. */
function templateOf({ tags }: Pick<PromptVersionFields, 'tags'>): JsonValue {
  const text = tags.get(textTag)
  if (text === undefined || tags.get(typeTag) !== 'chat') return text ?? null
  try {
    const messages = parseJson(text)
    return Array.isArray(messages) ? messages : text
  } catch (error) {
    if (isMlferryError(error)) return text
    throw error
  }
}

function variablesIn(text: string): string[] {
  const found = text.matchAll(/\{\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)\s*\}\}/g)
  return [...new Set([...found].map(([, name = '']) => name))].sort()
}
