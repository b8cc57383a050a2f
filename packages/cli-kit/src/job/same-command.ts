import { redact } from '@mlferry/core'

/** A command line to type again, without secrets. */
export function sameCommand(words: readonly string[]): string {
  return words.map((word) => quoted(redact(word))).join(' ')
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
