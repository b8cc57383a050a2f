import { type JsonObject, type JsonValue, stringifyJson } from '@mlferry/exact-json'

/** JSON text as the Python tool writes it, two spaces per level. `indent` is the indentation of the place where it is inserted. */
export function jsonText(value: JsonValue, indent = ''): string {
  return stringifyJson(value, { indent: 2, ascii: true }).replaceAll('\n', `\n${indent}`)
}

/** Tags or params. */
export function textsToJson(texts: ReadonlyMap<string, string>): JsonObject {
  // Not by assignment: a key may be `__proto__`.
  return Object.fromEntries(texts)
}

/** Milliseconds since 1970 as the Python tool writes them beside the number: UTC, seconds, null for none. */
export function humanTime(time: number | null): string | null {
  if (!time || !Number.isFinite(new Date(time).getTime())) return null
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}
