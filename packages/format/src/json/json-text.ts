import { type JsonValue, stringifyJson } from '@mlferry/exact-json'

/** As the Python tool writes it, two spaces a level, within a file at that depth. */
export function jsonText(value: JsonValue, indent = ''): string {
  return stringifyJson(value, { indent: 2, ascii: true }).replaceAll('\n', `\n${indent}`)
}
