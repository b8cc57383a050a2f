/** Milliseconds since 1970 as the Python tool writes them beside the number: UTC, seconds, null for none. */
export function humanTime(time: number | null): string | null {
  if (!time || !Number.isFinite(new Date(time).getTime())) return null
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ')
}
