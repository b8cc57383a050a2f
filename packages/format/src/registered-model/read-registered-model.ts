import {
  ownTags,
  type RegisteredModelFields,
  type RegisteredModelHeader,
  registeredModelFingerprint,
} from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { readTexts, unknownMembers } from '../json/json-members.ts'
import { readOrigin } from '../reading/read-stanza.ts'

const known = new Set([
  'name',
  'description',
  'tags',
  'creation_timestamp',
  'last_updated_timestamp',
  '_creation_timestamp',
  '_last_updated_timestamp',
  'aliases',
  'versions',
  'latest_versions',
])

/** The header of a model.json that its schema took. */
export function readRegisteredModel(file: JsonObject): RegisteredModelHeader {
  const model = modelOf(file)
  const stanza = (file.mlferry ?? {}) as JsonObject
  const tags = readTexts(model.tags)
  const fields: RegisteredModelFields = {
    name: model.name as string,
    description: (model.description as string | null | undefined) ?? '',
    tags: ownTags(tags),
    creationTime: (model.creation_timestamp as number | null | undefined) ?? null,
    lastUpdateTime: (model.last_updated_timestamp as number | null | undefined) ?? null,
    extra: (stanza.extra as JsonObject | undefined) ?? unknownMembers(model, known),
  }
  return {
    ref: { kind: 'registeredModel', id: fields.name },
    fields,
    links: [],
    fingerprint: registeredModelFingerprint(fields),
    ...readOrigin(stanza.origin, tags),
  }
}

/** MLflow keeps prompts as registered models with this tag. */
export function isPrompt(file: JsonObject): boolean {
  return readTexts(modelOf(file).tags).get('mlflow.prompt.is_prompt')?.toLowerCase() === 'true'
}

export function modelOf(file: JsonObject): JsonObject {
  return (file.mlflow as JsonObject).registered_model as JsonObject
}
