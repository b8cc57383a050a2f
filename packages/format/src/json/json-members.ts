import type { JsonObject, JsonValue } from '@mlferry/exact-json'

/** Empty if the value is not a string. */
export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

export function textOrNull(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

export function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.map(text) : []
}

export function numberOrNull(value: JsonValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Empty if the value is not an object. */
export function object(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {}
}

/** Tags or params, from an object of strings or a list of key and value. */
export function readTexts(value: JsonValue | undefined): Map<string, string> {
  if (Array.isArray(value)) return new Map(value.map((each) => [String(each.key), String(each.value ?? '')]))
  return new Map(Object.entries((value ?? {}) as Readonly<Record<string, string>>))
}

/** The object without the known keys. */
export function unknownMembers(value: JsonObject, known: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !known.has(key)))
}
