/**
 * JSON that a terminal shows as it is: control characters beyond ASCII and those that turn the direction of text are escaped. The same
 * value when it is parsed.
 */
export function printableJson(value: unknown, indent?: number): string {
  return escapeUnprintable(JSON.stringify(value, null, indent))
}

/** For JSON text that stands already. */
export function escapeUnprintable(json: string): string {
  return json.replace(
    /[\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
