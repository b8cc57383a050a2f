import { join } from 'node:path'
import { isMissingFile } from '@mlferry/core'
import { checksumFile } from './checksums.ts'
import { type Checksums, parseJournal } from './journal-text.ts'
import type { ReadContext } from './read-context.ts'
import { fileError, readWhole } from './read-json-file.ts'

/** undefined: there is no SHA256SUMS in this folder. */
export async function readChecksums(
  folder: string,
  label: string,
  inside: Pick<ReadContext, 'dir'>,
): Promise<Checksums | undefined> {
  try {
    return parseJournal((await readWhole(join(folder, checksumFile), { inside })).toString())
  } catch (error) {
    if (isMissingFile(error)) return undefined
    throw fileError(error, `${label}${checksumFile}`)
  }
}
