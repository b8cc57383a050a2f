import type { ServerContext } from './server-context.ts'
import type { ServerKind } from './server-kind.ts'
import { isAtLeast } from './server-limits.ts'

/** Why this server does not hold a kind; undefined: it does. */
export async function whyMissing(
  { since, probe }: ServerKind,
  context: ServerContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { version } = context
  if (!since || version === undefined || isAtLeast(version, ...since)) return await probe?.(context, signal)
  return `MLflow ${version} has none, they came with ${since.join('.')}`
}
