import { createHash } from 'node:crypto'

/** Name of the files with checksums, in the format of the command `sha256sum`. */
export const checksumFile = 'SHA256SUMS'

/** One line, with its newline. As in sha256sum, a name with a backslash or a line break is escaped, and its line starts with `\`. */
export function formatChecksum(path: string, sha256: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')
  return `${escaped === path ? '' : '\\'}${sha256}  ${escaped}\n`
}

export interface Checksum {
  readonly path: string
  readonly sha256: string
}

/** undefined: not such a line. */
export function parseChecksum(line: string): Checksum | undefined {
  const match = /^(\\?)([0-9a-f]{64}) [ *]([^\n]+)$/.exec(line)
  const [, escaped, sha256, path] = match ?? []
  if (sha256 === undefined || path === undefined) return undefined
  return { sha256, path: escaped ? path.replace(/\\([\\nr])/g, (_, char) => unescaped[char as 'n']) : path }
}

const unescaped = { '\\': '\\', n: '\n', r: '\r' } as const

/** The SHA-256 of bytes, as hexadecimal digits. */
export async function sha256Of(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of bytes) hash.update(piece)
  return hash.digest('hex')
}
