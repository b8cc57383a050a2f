import { join } from 'node:path'
import { isMissingFile, readFileBytes, SpooledMap } from '@mlferry/core'
import { fileError } from '../json/read-json-file.ts'
import { type ReadContext, refuseLinkOut } from '../reading/read-context.ts'
import { checksumFile } from './checksum.ts'
import { type Checksums, collectChecksums } from './journal-lines.ts'
import { wholeLines } from './whole-lines.ts'

/** Reads the SHA256SUMS of a folder; checksums of objects go to the spool. undefined: there is no such file. */
export async function readChecksums(
  folder: string,
  label: string,
  context: Pick<ReadContext, 'dir' | 'spool'>,
): Promise<Checksums | undefined> {
  const path = join(folder, checksumFile)
  const { add, end } = collectChecksums(() => new SpooledMap(context.spool))
  try {
    await refuseLinkOut(context, path)
    for await (const lines of wholeLines(readFileBytes(path, { reuse: true }))) {
      for (const line of lines.toString().split('\n').slice(0, -1)) add(line)
    }
    return end()
  } catch (error) {
    if (isMissingFile(error)) return undefined
    throw fileError(error, `${label}${checksumFile}`)
  }
}
