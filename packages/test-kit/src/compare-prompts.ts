import type { CompareDumpsOptions } from './compare-dumps-options.ts'
import type { Fields } from './compare-fields.ts'
import type { PromptDump, PromptVersionDump, RegisteredModelDump } from './dump-server.ts'
import type { IdMap } from './map-ids.ts'
import { addTagFields } from './tag-fields.ts'

export function fieldsOfRegisteredModel(model: RegisteredModelDump, options: CompareDumpsOptions): Fields {
  const fields: Fields = new Map([['description', model.description]])
  addTagFields(fields, model.tags, options)
  for (const [alias, version] of Object.entries(model.aliases)) fields.set(`aliases.${alias}`, version)
  return fields
}

export function fieldsOfPrompt(prompt: PromptDump, options: CompareDumpsOptions): Fields {
  const { renamed = {} } = options
  const experiments = prompt.experiments.map((name) => renamed[name] ?? name)
  return fieldsOfRegisteredModel(prompt, options).set('experiments', experiments)
}

/** Given `ids`, those in its tags become the copy's. */
export function fieldsOfPromptVersion(version: PromptVersionDump, options: CompareDumpsOptions, ids?: IdMap): Fields {
  const fields: Fields = new Map([['description', version.description]])
  addTagFields(fields, version.tags, options, ids)
  return fields
}
