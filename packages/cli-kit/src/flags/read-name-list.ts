import { readFile } from 'node:fs/promises'
import { redact } from '@mlferry/core'
import { UsageError } from '../errors/usage-error.ts'

/** `--experiments` or `--models` as patterns: all (undefined: no list, or `all`), names or ids separated by commas, or a .txt file with one a line. */
export async function readNameList(
  text: string | undefined,
  flag = '--experiments',
): Promise<readonly string[] | undefined> {
  if (text === undefined || text.trim() === 'all') return undefined
  const items = text.endsWith('.txt') ? await readLines(text, flag) : text.split(',')
  const names = items.map((item) => item.trim()).filter((item) => item !== '')
  if (names.length > 0) return names
  throw new UsageError(`${flag} '${redact(text)}' names nothing.`, "Give names or ids, 'all', or a .txt file.")
}

async function readLines(path: string, flag: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/)
  } catch (error) {
    const { message } = error as Error
    throw new UsageError(`The file of ${flag} cannot be read: ${redact(message)}.`, 'It has one name or id a line.')
  }
}
