import { createInterface } from 'node:readline/promises'
import { UsageError } from '@mlferry/cli-kit'

/** Resolves when somebody at the terminal has typed `expected`. Throws UsageError for anything else, and where nobody is. */
export async function askToType(expected: string, why: string, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY) throw new UsageError('Nobody is there to ask.', `Give --confirm ${expected}`)
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await terminal.question(`Type ${expected} ${why}: `, { signal })
    if (answer.trim() !== expected) throw new UsageError('That is not its name: nothing was changed.')
  } finally {
    terminal.close()
  }
}
