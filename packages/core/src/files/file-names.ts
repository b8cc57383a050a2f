import { createHash } from 'node:crypto'

/**
 * `text` as a name that can be read back: letters, digits, `-` and `_` as they are, every other byte as what `escaped` makes of its two
 * hexadecimal digits. An empty text is what `escaped` makes of no digits. `keep`: other characters to leave as they are, ASCII only.
 */
export function encodeName(text: string, escaped: (hex: string) => string, keep = /[A-Za-z0-9_-]/): string {
  const bytes = [...Buffer.from(text)].map((byte) => {
    const char = String.fromCharCode(byte)
    return byte < 0x80 && keep.test(char) ? char : escaped(byte.toString(16).padStart(2, '0'))
  })
  return bytes.join('') || escaped('')
}

/** A short file name that every store takes: the id itself, or something like it that a checksum keeps apart from others. */
export function fileNameOf(id: string): string {
  if (/^[\w-]{1,100}$/.test(id)) return id
  const checksum = createHash('sha256').update(id).digest('hex').slice(0, 8)
  return `${id.replace(/[^\w-]/g, '_').slice(0, 90)}-${checksum}`
}
