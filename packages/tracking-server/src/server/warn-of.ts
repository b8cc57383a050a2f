import type { Finding } from '@mlferry/core'
import type { ServerConnection } from './server-context.ts'

/** Tells what was found and what to do about it, as two sentences of one line. */
export function warnOf(
  { found, cure }: Pick<Finding, 'found' | 'cure'>,
  { warn }: Pick<ServerConnection, 'warn'>,
): void {
  const sentence = /[.!?]$/.test(found) ? found : `${found}.`
  warn?.(cure === undefined ? sentence : `${sentence} ${cure}`)
}
