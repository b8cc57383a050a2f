import { createHash } from 'node:crypto'
import { stringifyJson } from '@mlferry/core'
import type { Fitted } from './fit-header.ts'

/** The file that keeps in full what did not fit into an object at the target. undefined: all fits. */
export function overflowFile({ overflow, header }: Fitted): { path: string; bytes: Buffer } | undefined {
  if (!overflow) return undefined
  const path = `mlferry/overflow/${fileName(header.ref.id)}.json`
  return { path, bytes: Buffer.from(stringifyJson(overflow, { indent: 2 })) }
}

/** The id itself where every store takes it as a file name; otherwise something like it, kept apart by a checksum. */
function fileName(id: string): string {
  if (/^[\w-]{1,100}$/.test(id)) return id
  const checksum = createHash('sha256').update(id).digest('hex').slice(0, 8)
  return `${id.replace(/[^\w-]/g, '_').slice(0, 90)}-${checksum}`
}
