import { readFile } from 'node:fs/promises'
import { UsageError } from '@mlferry/cli-kit'
import { redact } from '@mlferry/core'

/** `--experiments` as patterns: `all` (undefined), names and ids separated by commas, or a .txt file with one a line. */
export async function readExperimentList(text: string): Promise<readonly string[] | undefined> {
  if (text.trim() === 'all') return undefined
  const items = text.endsWith('.txt') ? await readLines(text) : text.split(',')
  const experiments = items.map((item) => item.trim()).filter((item) => item !== '')
  if (experiments.length > 0) return experiments
  throw new UsageError(
    `--experiments '${redact(text)}' names no experiment.`,
    "Give names or ids, 'all', or a .txt file.",
  )
}

async function readLines(path: string): Promise<string[]> {
  try {
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '').split(/\r?\n/)
  } catch (error) {
    const { message } = error as Error
    throw new UsageError(
      `The file of --experiments cannot be read: ${redact(message)}.`,
      'It has one name or id a line.',
    )
  }
}
