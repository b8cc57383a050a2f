import type { ServerConnection } from './server-context.ts'
import type { ServerKind } from './server-kind.ts'
import { isAtLeast } from './server-limits.ts'

/** A server that fails over a kind it does not know does so every time: nobody should wait for minutes. */
export const probeRetries = 2

type KnownVersion = Pick<ServerConnection, 'version' | 'lacks'>

/** Whether a server holds logged models, and the links of runs to them. */
export function holdsModels({ version, lacks }: KnownVersion): boolean {
  return version === undefined ? !lacks?.has('loggedModel') : isAtLeast(version, 3, 0)
}

/** Whether this server has objects of a kind to read, though it may not hold those of others. */
export function isReadable({ readSince }: ServerKind, { version }: ServerConnection): boolean {
  return readSince !== undefined && (version === undefined || isAtLeast(version, ...readSince))
}

/** Why this server does not hold a kind; undefined: it does. */
export async function whyMissing(
  kind: ServerKind,
  context: ServerConnection,
  signal: AbortSignal,
): Promise<string | undefined> {
  const client = context.client.withRetries(probeRetries)
  return tooOld(kind, context) ?? (await kind.probe?.({ ...context, client }, signal))
}

/** Why a version does not hold a kind; undefined: it does, or nobody knows. */
export function tooOld({ name, since }: ServerKind, { version, lacks }: KnownVersion): string | undefined {
  if (version === undefined) return lacks?.get(name)
  if (!since || isAtLeast(version, ...since)) return undefined
  return `MLflow ${version} has none, they came with ${since.join('.')}`
}
