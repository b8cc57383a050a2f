import type { JsonObject, JsonValue } from '@mlferry/exact-json'

/** Tags or params, from an object of strings or a list of key and value. */
export function readTexts(value: JsonValue | undefined): Map<string, string> {
  if (Array.isArray(value)) return new Map(value.map((each) => [String(each.key), String(each.value ?? '')]))
  return new Map(Object.entries((value ?? {}) as Readonly<Record<string, string>>))
}

export function textsToJson(texts: ReadonlyMap<string, string>): JsonObject {
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(texts)
}

/** What is left of an object without the keys that are known. */
export function unknownMembers(value: JsonObject, known: ReadonlySet<string>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !known.has(key)))
}
