import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The folder named by `MLFERRY_TEST_KEEP`, for a search of all that tests write: temporary folders stay, and what commands print goes in
 * here. Usually none.
 */
export function keptFolder(): string | undefined {
  return process.env.MLFERRY_TEST_KEEP || undefined
}

/** Keeps what a command was told and what it printed, where anything is kept. */
export async function keepOutput(...texts: readonly string[]): Promise<void> {
  const folder = keptFolder()
  if (folder) await writeFile(join(folder, `${randomUUID()}.txt`), texts.join('\n'))
}
