import { fileNameOf } from '@mlferry/core'
import { stringifyJson } from '@mlferry/exact-json'
import type { Fitted } from './fit-header.ts'

/** The file that keeps in full what did not fit into an object at the target. undefined: all fits. */
export function overflowFile({ overflow, header }: Fitted): { path: string; bytes: Buffer } | undefined {
  if (!overflow) return undefined
  const path = `mlferry/overflow/${fileNameOf(header.ref.id)}.json`
  return { path, bytes: Buffer.from(stringifyJson(overflow, { indent: 2 })) }
}
