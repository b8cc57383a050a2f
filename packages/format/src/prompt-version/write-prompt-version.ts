import { modelVersionId, type OpenContext, type PromptVersionHeader, type Writer } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { jsonText } from '../json/json-text.ts'
import { textsToJson } from '../json/texts.ts'
import type { PromptFiles } from '../prompt/prompt-files.ts'
import { writeObjectFile } from '../sealed/write-object-file.ts'
import { internalTags, promptVersionObject } from './prompt-version-object.ts'

export interface PromptVersionWriting {
  readonly header: PromptVersionHeader
  readonly context: OpenContext
  readonly prompts: PromptFiles
  readonly system: JsonObject
}

/** Opens prompt.json of a version. */
export async function writePromptVersion(writing: PromptVersionWriting): Promise<Writer> {
  const { header, context, prompts, system } = writing
  const { fields } = header
  const files = await prompts.files.load()
  const path = prompts.pathOfVersion(fields.name, fields.version)
  const mlflow = { prompt: promptVersionObject(fields) }
  return await writeObjectFile({
    header,
    id: modelVersionId(fields.name, fields.version),
    context,
    files,
    path,
    stanza: { aliases: fields.aliases, tags: textsToJson(internalTags(fields)), extra: fields.extra },
    before: `  "system": ${jsonText(system, '  ')},\n  "mlflow": ${jsonText(mlflow, '  ')}\n}\n`,
  })
}
