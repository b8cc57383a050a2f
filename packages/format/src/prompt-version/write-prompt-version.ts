import { modelVersionId, type OpenContext, type PromptVersionHeader, type Writer } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { jsonText, textsToJson } from '../json/json-text.ts'
import type { PromptStore } from '../prompt/prompt-store.ts'
import { fileStanza, likelySeal, writeObject } from '../sealed/object-writer.ts'
import { streamedFile } from '../sealed/streamed-file.ts'
import { internalTags, promptVersionObject } from './prompt-version-object.ts'

export interface PromptVersionWriting {
  readonly header: PromptVersionHeader
  readonly context: OpenContext
  readonly prompts: PromptStore
  readonly system: JsonObject
}

/** Opens prompt.json of a version. */
export async function writePromptVersion(writing: PromptVersionWriting): Promise<Writer> {
  const { header, context, prompts, system } = writing
  const { fields } = header
  const objects = (await prompts.load()).of('promptVersion')
  const id = modelVersionId(fields.name, fields.version)
  const mlflow = { prompt: promptVersionObject(fields) }
  const before = `  "system": ${jsonText(system, '  ')},\n  "mlflow": ${jsonText(mlflow, '  ')}\n}\n`
  const more = { aliases: fields.aliases, tags: textsToJson(internalTags(fields)), extra: fields.extra }
  const stanza = fileStanza(header, id, more)
  return await writeObject({
    header,
    context,
    objects,
    id,
    folder: prompts.folderOfVersion(fields.name, fields.version),
    stanza,
    begin: (path) => streamedFile(path, { stanza: stanza(likelySeal(header, context)), before }),
  })
}
