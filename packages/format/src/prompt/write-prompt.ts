import type { OpenContext, PromptFields, PromptHeader, Writer } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { humanTime } from '../json/human-time.ts'
import { jsonText } from '../json/json-text.ts'
import { textsToJson } from '../json/texts.ts'
import { writeObjectFile } from '../sealed/write-object-file.ts'
import type { PromptFiles } from './prompt-files.ts'

export interface PromptWriting {
  readonly header: PromptHeader
  readonly context: OpenContext
  readonly prompts: PromptFiles
  readonly system: JsonObject
}

/** Opens prompt_info.json, which the Python tool has no place for and passes over. */
export async function writePrompt({ header, context, prompts, system }: PromptWriting): Promise<Writer> {
  const { fields } = header
  const files = await prompts.files.load()
  const path = prompts.pathOf(fields.name)
  const before = `  "system": ${jsonText(system, '  ')},\n  "mlflow": ${jsonText({ prompt: promptObject(fields) }, '  ')}\n}\n`
  return await writeObjectFile({
    header,
    id: fields.name,
    context,
    files,
    path,
    stanza: { extra: fields.extra },
    before,
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
