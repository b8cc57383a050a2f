import { resolve } from 'node:path'
import { UsageError } from '../errors/usage-error.ts'
import type { End } from './environment-of-end.ts'

/** The store of an end: the flag, else MLFLOW_TRACKING_URI of that end. */
export function addressOfEnd(
  end: End,
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const address = (given ?? env.MLFLOW_TRACKING_URI ?? '').trim()
  const flag = end === 'FROM' ? '--from' : '--to'
  if (address === '') {
    throw new UsageError(
      `No tracking server to ${end === 'FROM' ? 'read' : 'write'} is named.`,
      `Set MLFLOW_TRACKING_URI or give ${flag}, such as ${flag} http://localhost:5000.`,
    )
  }
  return address
}

/** What a flag for a directory names: a path, unless it has the scheme of another store. */
export function addressOfDirectory(given: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(given) ? given : resolve(given)
}
