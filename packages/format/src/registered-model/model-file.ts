import { type JsonObject, stringifyJson } from '@mlferry/exact-json'
import { modelOf } from './read-registered-model.ts'

/** An object of model.json and what the stanza of mlferry says about it. */
export interface Noted {
  readonly object: JsonObject
  readonly stanza: JsonObject
}

export function isSame(a: Noted, b: Noted): boolean {
  return stringifyJson([a.object, a.stanza]) === stringifyJson([b.object, b.stanza])
}

export interface ModelContent {
  /** By number. */
  readonly versions: ReadonlyMap<number, Noted>
  /** Versions that were begun and did not arrive. */
  readonly failed: readonly number[]
  readonly system: JsonObject
}

/** A whole model.json: versions in the order of their numbers, because the Python tool numbers them anew as they stand. */
export function modelFile(
  { object, stanza }: Noted,
  { versions: unordered, failed, system }: ModelContent,
): JsonObject {
  const versions = [...unordered].sort(([a], [b]) => a - b)
  const aliases = versions.flatMap(([, version]) => {
    const { aliases: names, version: number } = version.object as { aliases: readonly string[]; version: string }
    return names.map((alias) => ({ alias, version: number }))
  })
  return {
    mlferry: { ...stanza, versions: Object.fromEntries(versions.map(([number, each]) => [number, each.stanza])) },
    system,
    info: {
      num_target_stages: 0,
      num_target_versions: 0,
      num_src_versions: versions.length + failed.length,
      num_dst_versions: versions.length,
      failed_versions: failed.map((number) => ({ version: String(number), message: 'failed' })),
      export_latest_versions: false,
      export_permissions: false,
    },
    mlflow: {
      registered_model: {
        ...object,
        ...(aliases.length > 0 ? { aliases } : {}),
        versions: versions.map(([, version]) => version.object),
      },
    },
  }
}

/** undefined: mlferry did not write it. */
export function parseModelFile(file: JsonObject): { model: Noted; versions: Map<number, Noted> } | undefined {
  if (!file.mlferry) return undefined
  const { versions: stanzas = {}, ...stanza } = file.mlferry as JsonObject
  const { versions = [], aliases: _, ...object } = modelOf(file)
  const noted = (versions as readonly JsonObject[]).flatMap((version) => {
    const ofVersion = (stanzas as Readonly<Record<string, JsonObject>>)[String(version.version)]
    return ofVersion ? [[Number(version.version), { object: version, stanza: ofVersion }] as const] : []
  })
  return { model: { object, stanza }, versions: new Map(noted) }
}
