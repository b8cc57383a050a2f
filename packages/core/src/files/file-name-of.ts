import { createHash } from 'node:crypto'

/** A file name that every store takes: the id itself, or something like it that a checksum keeps apart from others. */
export function fileNameOf(id: string): string {
  if (/^[\w-]{1,100}$/.test(id)) return id
  const checksum = createHash('sha256').update(id).digest('hex').slice(0, 8)
  return `${id.replace(/[^\w-]/g, '_').slice(0, 90)}-${checksum}`
}
