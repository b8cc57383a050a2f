import type { ServerContext } from './server-context.ts'
import type { ServerKind } from './server-kind.ts'
import { isAtLeast } from './server-limits.ts'

/** Kinds that this server does not hold, and why. Each is asked for once. */
export async function findMissing(
  kinds: readonly ServerKind[],
  context: ServerContext,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const missing = new Map<string, string>()
  const look = async (kind: ServerKind) => {
    const reason = tooOld(kind, context) ?? (await kind.probe?.(context, signal))
    if (reason !== undefined) missing.set(kind.name, reason)
  }
  await Promise.all(kinds.map(look))
  return missing
}

function tooOld({ since }: ServerKind, { version }: ServerContext): string | undefined {
  if (!since || version === undefined || isAtLeast(version, ...since)) return undefined
  return `MLflow ${version} has none, they came with ${since.join('.')}`
}
