import type { OpenContext, PromptFields, PromptHeader, Writer } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { humanTime, jsonText, textsToJson } from '../json/json-text.ts'
import { fileStanza, likelySeal, writeObject } from '../sealed/object-writer.ts'
import { streamedFile } from '../sealed/streamed-file.ts'
import type { PromptStore } from './prompt-store.ts'

export interface PromptWriting {
  readonly header: PromptHeader
  readonly context: OpenContext
  readonly prompts: PromptStore
  readonly system: JsonObject
}

/** Opens prompt_info.json for writing. The Python tool has no such file and ignores it. */
export async function writePrompt({ header, context, prompts, system }: PromptWriting): Promise<Writer> {
  const { fields } = header
  const objects = (await prompts.load()).of('prompt')
  const before = `  "system": ${jsonText(system, '  ')},\n  "mlflow": ${jsonText({ prompt: promptObject(fields) }, '  ')}\n}\n`
  const stanza = fileStanza(header, fields.name, { extra: fields.extra })
  return await writeObject({
    header,
    context,
    objects,
    id: fields.name,
    folder: prompts.folderOf(fields.name),
    stanza,
    begin: (path) => streamedFile(path, { stanza: stanza(likelySeal(header, context)), before }),
  })
}

function promptObject({ name, description, tags, creationTime, lastUpdateTime }: PromptFields): JsonObject {
  return {
    name,
    description,
    tags: textsToJson(tags),
    creation_timestamp: creationTime,
    last_updated_timestamp: lastUpdateTime,
    _creation_timestamp: humanTime(creationTime),
    _last_updated_timestamp: humanTime(lastUpdateTime),
  }
}
