import type { JsonValue } from '@mlferry/exact-json'

/** Empty for what is no text. */
export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

export function texts(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.map(text) : []
}

export function numberOrNull(value: JsonValue | undefined): number | null {
  return typeof value === 'number' ? value : null
}
