import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isMissingFile } from '@mlferry/core'
import { checksumFile } from './checksums.ts'
import { type Checksums, parseJournal } from './journal-text.ts'
import { fileError } from './read-json-file.ts'

/** undefined: there is no SHA256SUMS in this folder. */
export async function readChecksums(folder: string, label: string): Promise<Checksums | undefined> {
  try {
    return parseJournal(await readFile(join(folder, checksumFile), 'utf8'))
  } catch (error) {
    if (isMissingFile(error)) return undefined
    throw fileError(error, `${label}${checksumFile}`)
  }
}
