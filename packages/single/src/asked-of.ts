import type { JsonObject } from '@mlferry/exact-json'

interface Exported {
  /** What mlferry noted about the export; undefined: another tool made it. */
  readonly manifest: { readonly selection: JsonObject } | undefined
}

/**
 * What a command asks for, or else what the export was asked for: a directory holds besides what came along. Without either the only object
 * that the directory holds is meant.
 */
export function askedOf<Asked extends object>({ manifest }: Exported, given: Asked): Partial<Asked> {
  const noted = manifest?.selection ?? {}
  const entries = Object.entries(given).map(([key, value]) => [key, value ?? noted[key]] as const)
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Partial<Asked>
}
