import type { Part } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { SummedFile } from '../checksums/summed-file.ts'
import { formatHead, replaceHead } from './object-head.ts'
import type { ObjectFile } from './object-writer.ts'

export interface FileText {
  /** What the file begins with. It is written anew where another one is sealed. */
  readonly stanza: JsonObject
  /** From after the stanza to where the parts begin. */
  readonly before: string
  /** Empty for a part that the file does not take. */
  readonly part?: (part: Part) => string
  /** From after the parts to the end. */
  readonly after?: () => string
}

/** A file to which parts are appended as they come, so that they need not fit into memory. */
export async function streamedFile(path: string, { stanza, before, part, after }: FileText): Promise<ObjectFile> {
  const file = await SummedFile.create(path)
  const head = formatHead(stanza)
  file.append(head + before)
  let last: Part | undefined
  return {
    async write(next) {
      // The same part again, after a write that failed, is in the buffer already.
      if (next !== last) file.append(part?.(next) ?? '')
      last = next
      await file.drain()
    },
    async finish(sealed) {
      file.append(after?.() ?? '')
      const written = await file.finish()
      return formatHead(sealed) === head ? written : await replaceHead(path, sealed)
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  }
}
