import { encodeName } from '@mlferry/core'

/** What the name of a kept object's file tells: `<key>~<edition>~<fingerprint>.json`, so that a listing shows what is there. */
export interface KeptName {
  /** The identity by which its kind recognises it. */
  readonly key: string
  /** Counts the times it was written; the highest is the object. */
  readonly edition: number
  readonly fingerprint: string
}

export function writeKeptName({ key, edition, fingerprint }: KeptName): string {
  return `${safeName(key)}~${edition}~${safeName(fingerprint)}.json`
}

/** undefined: another file. */
export function readKeptName(name: string): KeptName | undefined {
  const [, key, edition, fingerprint] = /^([^/~]+)~(\d+)~([^/~]+)\.json$/.exec(name) ?? []
  if (key === undefined || fingerprint === undefined) return undefined
  return { key: plainName(key), edition: Number(edition), fingerprint: plainName(fingerprint) }
}

/** Letters, digits, `-` and `_` as they are, every other byte as `.` and two hex digits: nothing that a store refuses or encodes. */
export function safeName(text: string): string {
  return encodeName(text, (hex) => `.${hex}`)
}

export function plainName(name: string): string {
  if (name === '.') return ''
  const bytes = name.replace(/\.([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
