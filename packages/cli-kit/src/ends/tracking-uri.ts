import { UsageError } from '../errors/usage-error.ts'
import type { End } from './environment-of-end.ts'

/** The server of an end: the flag, else MLFLOW_TRACKING_URI of that end. */
export function trackingUri(
  end: End,
  given: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const uri = (given ?? env.MLFLOW_TRACKING_URI ?? '').trim()
  const flag = end === 'FROM' ? '--from' : '--to'
  if (uri === '') {
    throw new UsageError(
      `No tracking server to ${end === 'FROM' ? 'read' : 'write'} is named.`,
      `Set MLFLOW_TRACKING_URI or give ${flag}, such as ${flag} http://localhost:5000.`,
    )
  }
  return uri
}
