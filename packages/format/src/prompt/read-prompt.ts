import {
  type Link,
  ownTags,
  type PromptFields,
  type PromptHeader,
  type PromptVersionHeader,
  promptFingerprint,
  promptTag,
} from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { readTexts } from '../json/json-members.ts'
import { linksIn, readOrigin } from '../reading/read-stanza.ts'

/** The header of a prompt_info.json that its schema took. */
export function readPrompt(file: JsonObject): PromptHeader {
  const prompt = (file.mlflow as JsonObject).prompt as JsonObject
  const stanza = file.mlferry as JsonObject
  const fields: PromptFields = {
    name: prompt.name as string,
    description: prompt.description as string,
    tags: ownTags(readTexts(prompt.tags)),
    creationTime: (prompt.creation_timestamp as number | null | undefined) ?? null,
    lastUpdateTime: (prompt.last_updated_timestamp as number | null | undefined) ?? null,
    extra: (stanza.extra ?? {}) as JsonObject,
  }
  return headerOf(fields, linksIn(stanza) ?? [], readOrigin(stanza.origin, new Map()))
}

/** The Python tool exports versions alone. MLflow's client gives a prompt the tags of its versions, and the first commit message. */
export function promptOfVersions(versions: readonly PromptVersionHeader[]): PromptHeader {
  const inOrder = [...versions].sort((a, b) => a.fields.version - b.fields.version)
  const { name = '', description = '' } = inOrder[0]?.fields ?? {}
  const users = inOrder.flatMap(({ fields: { tags } }) => [...tags].filter(([key]) => !isInternal(key)))
  const times = inOrder.flatMap(({ fields: { creationTime } }) => creationTime ?? [])
  const fields: PromptFields = {
    name,
    description,
    tags: new Map([[promptTag, 'true'], ...users]),
    creationTime: times[0] ?? null,
    lastUpdateTime: times.at(-1) ?? null,
    extra: {},
  }
  return headerOf(fields, [], {})
}

function headerOf(fields: PromptFields, links: readonly Link[], origin: Pick<PromptHeader, 'origin'>): PromptHeader {
  const ref = { kind: 'prompt', id: fields.name }
  return { ref, fields, links, fingerprint: promptFingerprint(fields, links), ...origin }
}

function isInternal(key: string): boolean {
  return key.startsWith('mlflow.prompt.') || key.startsWith('_mlflow_prompt_')
}
