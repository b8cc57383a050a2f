import type { Part } from '@mlferry/core'
import type { JsonObject } from '@mlferry/exact-json'
import { SummedFile } from '../checksums/summed-file.ts'
import { formatHead, replaceHead } from './object-head.ts'
import type { ObjectFile } from './object-writer.ts'

export interface FileText {
  /** The stanza at the beginning. If another one is sealed, the file is rewritten. */
  readonly stanza: JsonObject
  /** Text between the stanza and the parts. */
  readonly before: string
  /** The text of a part. Empty if the file does not contain such parts. */
  readonly part?: (part: Part) => string
  /** Text after the parts. */
  readonly after?: () => string
}

/** A file to which parts are appended as they come. They need not fit into memory. */
export async function streamedFile(path: string, { stanza, before, part, after }: FileText): Promise<ObjectFile> {
  const file = await SummedFile.create(path)
  const head = formatHead(stanza)
  file.append(head + before)
  let last: Part | undefined
  return {
    async write(next) {
      // After a failed write the same part comes again. It is in the buffer already.
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
