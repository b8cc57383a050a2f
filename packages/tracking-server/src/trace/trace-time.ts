import type { JsonValue } from '@mlferry/exact-json'

/** Milliseconds since 1970 of `2026-11-24T18:44:09.265Z`; null where there is none. */
export function toMilliseconds(time: JsonValue | undefined): number | null {
  return typeof time === 'string' ? Date.parse(time) : null
}

export function fromMilliseconds(time: number | null): string | null {
  // As servers write it, so that what is there already is seen to be the same.
  return time === null ? null : new Date(time).toISOString().replace('.000Z', 'Z')
}

/** Milliseconds of `0.027s`; null where there is none. */
export function toDuration(duration: JsonValue | undefined): number | null {
  return typeof duration === 'string' ? Math.round(Number.parseFloat(duration) * 1000) : null
}

export function fromDuration(milliseconds: number): string {
  const sign = milliseconds < 0 ? '-' : ''
  const [whole, rest] = [Math.floor(Math.abs(milliseconds) / 1000), Math.abs(milliseconds) % 1000]
  return `${sign}${whole}${rest === 0 ? '' : `.${String(rest).padStart(3, '0')}`}s`
}
